//! How far a run is, for people at a terminal.
//!
//! In: which request comes next. Out: one line on standard error that gives way to what is printed; nothing where
//! nobody looks on.

use std::io::{self, IsTerminal, Write};

use super::report::printable;

pub(super) struct Progress {
    is_shown: bool,
    all: usize,
    begun: usize,
}

impl Progress {
    /// A terminal is no place for it where lines are read by a program.
    pub(super) fn new(all: usize, is_for_people: bool) -> Self {
        Self {
            is_shown: is_for_people && io::stderr().is_terminal(),
            all,
            begun: 0,
        }
    }

    /// Shows what is sent now.
    pub(super) fn begin(&mut self, title: &str) {
        self.begun += 1;
        if self.is_shown {
            write(&line(self.begun, self.all, title));
        }
    }

    /// Makes room for a line.
    pub(super) fn give_way(&self) {
        if self.is_shown {
            write(CLEAR);
        }
    }
}

/// To the start of the line, and nothing behind it (ECMA-48: EL).
pub(crate) const CLEAR: &str = "\r\x1b[K";

/// Cut to what most terminals have room for: a line that wraps could not be cleared.
pub(crate) fn line(begun: usize, all: usize, title: &str) -> String {
    let text = format!("[{begun}/{all}] {}", printable(title));
    let cut: String = text.chars().take(79).collect();
    format!("{CLEAR}{cut}")
}

fn write(text: &str) {
    let mut terminal = io::stderr();
    // A terminal that is gone needs no progress.
    let _ = terminal.write_all(text.as_bytes());
    let _ = terminal.flush();
}
