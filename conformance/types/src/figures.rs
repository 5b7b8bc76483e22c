//! The figures: leave one out, narrowness, round trips.

use std::fmt;
use std::ops::AddAssign;

use anyhow::Result;
use serde_json::Value;

use crate::decode::{Leaves, Misfit, round_trip};
use crate::samples::Samples;
use crate::types::Types;

/// A share, as `good of all`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// How many are good.
    pub good: usize,
    /// Of how many.
    pub all: usize,
}

impl Share {
    pub(crate) fn count(&mut self, is_good: bool) {
        self.all += 1;
        self.good += usize::from(is_good);
    }

    /// In percent; 100 of nothing.
    pub fn percent(self) -> f64 {
        match self.all {
            0 => 100.0,
            all => self.good as f64 * 100.0 / all as f64,
        }
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.good += other.good;
        self.all += other.all;
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} ({:.1} %)", self.good, self.all, self.percent())
    }
}

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Examples that types made from the others of their operation decode.
    pub examples: Share,
    /// Last items that types made from the items before them decode.
    pub items: Share,
    /// Examples that come back as they were, with types made from all of them.
    pub round_trips: Share,
    /// Required members that were there in what was left out.
    pub required: Share,
    /// Leaves of what was left out.
    pub leaves: Leaves,
    /// What did not fit, for people.
    pub misfits: Vec<String>,
}

impl Figures {
    /// The figures of one collection.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_collection(name: &str, bytes: &[u8]) -> Result<Self> {
        let mut figures = Self::default();
        for samples in Samples::of_collection(name, bytes)? {
            figures.leave_out_examples(&samples)?;
            figures.round_trip(&samples)?;
            for list in samples.lists() {
                figures.leave_out_last(&list)?;
            }
        }
        Ok(figures)
    }

    fn leave_out_examples(&mut self, samples: &Samples) -> Result<()> {
        for left_out in 0..samples.bodies.len() {
            let mut seen = samples.bodies.clone();
            let unseen = seen.remove(left_out);
            if !seen.is_empty() {
                let fits = self.try_unseen(samples, &seen, &unseen)?;
                self.examples.count(fits);
            }
        }
        Ok(())
    }

    fn leave_out_last(&mut self, list: &Samples) -> Result<()> {
        if let Some((last, seen)) = list.bodies.split_last() {
            let fits = self.try_unseen(list, seen, last)?;
            self.items.count(fits);
        }
        Ok(())
    }

    fn try_unseen(&mut self, samples: &Samples, seen: &[Value], unseen: &Value) -> Result<bool> {
        let types = Types::of_view(&samples.view(seen)?);
        let mut leaves = Leaves::default();
        match decode(&types, unseen, &mut leaves) {
            Ok(_) => {
                self.leaves.narrow += leaves.narrow;
                self.leaves.wide += leaves.wide;
                self.leaves.skipped += leaves.skipped;
                self.required.good += leaves.required;
                self.required.all += leaves.required;
                Ok(true)
            }
            Err(misfit) => {
                let Misfit {
                    pointer,
                    wanted,
                    is_regret,
                } = misfit;
                self.required.all += usize::from(is_regret);
                let place = unseen.pointer(&pointer).map(shortened);
                let place = place.unwrap_or_else(|| "nothing".to_owned());
                self.misfits.push(format!(
                    "{}: `{pointer}` is {place}, wanted {wanted}, from {} others",
                    samples.title,
                    seen.len()
                ));
                Ok(false)
            }
        }
    }

    fn round_trip(&mut self, samples: &Samples) -> Result<()> {
        if samples.bodies.is_empty() {
            return Ok(());
        }
        let types = Types::of_view(&samples.view(&samples.bodies)?);
        for body in &samples.bodies {
            let written = decode(&types, body, &mut Leaves::default());
            let is_same = written.as_ref().is_ok_and(|written| written == body);
            self.round_trips.count(is_same);
            if !is_same {
                let why = written.err().map_or_else(
                    || "is written back differently".to_owned(),
                    |misfit| format!("`{}` is not {}", misfit.pointer, misfit.wanted),
                );
                self.misfits
                    .push(format!("{}: its own example {why}", samples.title));
            }
        }
        Ok(())
    }
}

/// A body that is decoded from JSON. An answer of another kind takes anything and says nothing.
fn decode(types: &Types, body: &Value, leaves: &mut Leaves) -> Result<Value, Misfit> {
    match &types.answer {
        Some(answer) => round_trip(types, answer, body, leaves),
        None => Ok(body.clone()),
    }
}

fn shortened(value: &Value) -> String {
    value.to_string().chars().take(60).collect()
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.examples += other.examples;
        self.items += other.items;
        self.required += other.required;
        self.round_trips += other.round_trips;
        self.leaves.narrow += other.leaves.narrow;
        self.leaves.wide += other.leaves.wide;
        self.leaves.skipped += other.leaves.skipped;
        self.misfits.extend(other.misfits);
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let narrow = Share {
            good: self.leaves.narrow,
            all: self.leaves.narrow + self.leaves.wide,
        };
        writeln!(f, "examples left out that decode: {}", self.examples)?;
        writeln!(f, "last items left out that decode: {}", self.items)?;
        writeln!(
            f,
            "leaves narrower than Value: {narrow}, {} more not looked at",
            self.leaves.skipped
        )?;
        writeln!(f, "required members that are there: {}", self.required)?;
        write!(
            f,
            "examples that come back as they were: {}",
            self.round_trips
        )
    }
}
