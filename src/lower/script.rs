//! Scripts: what those of a request, its folders and the collection say about it.
//!
//! In: events. Out: facts for operations and settings, and a diagnostic for whatever a script does
//! that the client does not. Scripts run from the outside in: the collection's, those of the
//! folders, the request's own. A script that stands in many places is read once.

mod report;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::collection::Event;
use crate::diagnostic::{Diagnostics, Pointer};
use crate::ir::{AssertedMember, Feed, FeedSource, ScriptFacts, SetBy, Setting, Slot};
use crate::script::{Fact, Reader, Script};

use source::Source;

/// The scripts of a collection as they are met.
pub(super) struct Scripts {
    reader: Reader,
    met: Vec<Met>,
    /// Place in `met` by time and text.
    known: BTreeMap<(bool, Rc<str>), usize>,
    /// The scripts of the collection and of the folders around, outermost first.
    around: Vec<Vec<usize>>,
}

/// A script and where it stands.
struct Met {
    /// Whether it runs before the request.
    before: bool,
    script: Script,
    source: Source,
    /// The owners: folder names and request name, nothing for the collection.
    owners: Vec<Vec<String>>,
}

impl Scripts {
    pub(super) fn new() -> Self {
        Self {
            reader: Reader::new(),
            met: Vec::new(),
            known: BTreeMap::new(),
            around: Vec::new(),
        }
    }

    /// Enters the collection or a folder.
    pub(super) fn enter(&mut self, events: &[Event], at: &Pointer, owner: &[String]) {
        let scripts = self.read(events, at, owner);
        self.around.push(scripts);
    }

    /// Leaves the folder entered last.
    pub(super) fn leave(&mut self) {
        self.around.pop();
    }

    /// What the scripts of a request and around it say.
    pub(super) fn facts(
        &mut self,
        events: &[Event],
        at: &Pointer,
        owner: &[String],
    ) -> ScriptFacts {
        let own = self.read(events, at, owner);
        let mut facts = ScriptFacts::default();
        for script in self.around.iter().flatten().chain(&own) {
            if let Some(met) = self.met.get(*script).filter(|met| !met.before) {
                statuses(&met.script, &mut facts);
            }
        }
        for met in own.iter().filter_map(|script| self.met.get(*script)) {
            of_answer(met, &mut facts);
        }
        facts
    }

    fn read(&mut self, events: &[Event], at: &Pointer, owner: &[String]) -> Vec<usize> {
        let mut read = Vec::new();
        for (index, event) in events.iter().enumerate() {
            let before = match event.listen.as_str() {
                "prerequest" => true,
                "test" => false,
                _ => continue,
            };
            let place = || at.key("event").index(index);
            if event.disabled || event.script.is_none() {
                continue;
            }
            let Some(source) = Source::of(event, &place()) else {
                continue;
            };
            read.push(self.meet(before, source, owner));
        }
        read
    }

    fn meet(&mut self, before: bool, source: Source, owner: &[String]) -> usize {
        let key = (before, Rc::clone(&source.text));
        if let Some(index) = self.known.get(&key).copied() {
            if let Some(met) = self.met.get_mut(index) {
                met.owners.push(owner.to_vec());
            }
            return index;
        }
        let index = self.met.len();
        self.met.push(Met {
            before,
            script: self.reader.read(&source.text),
            source,
            owners: vec![owner.to_vec()],
        });
        self.known.insert(key, index);
        index
    }

    /// Tells the settings who sets them, and everything that scripts do and the client does not.
    pub(super) fn finish(self, settings: &mut [Setting], slots: &[Slot], found: &mut Diagnostics) {
        let setters = self.setters();
        for setting in settings.iter_mut() {
            if let Some(setters) = setters.get(setting.name.as_str()) {
                setting.set_by.clone_from(setters);
            }
        }
        report::report(&self.met, settings, slots, found);
    }

    fn setters(&self) -> BTreeMap<&str, Vec<SetBy>> {
        let mut setters: BTreeMap<&str, Vec<SetBy>> = BTreeMap::new();
        for met in &self.met {
            for feed in feeds(&met.script) {
                let of_variable = setters.entry(feed.variable.as_str()).or_default();
                of_variable.extend(met.owners.iter().map(|owner| SetBy {
                    path: owner.clone(),
                    before: met.before,
                    source: feed.source.clone(),
                }));
            }
        }
        for of_variable in setters.values_mut() {
            of_variable.sort_by_key(|set| worth(&set.source));
        }
        setters
    }
}

/// How much a source tells of where a value comes from; the lowest tells the most. A variable that
/// is emptied before it is filled is best known by what fills it.
fn worth(source: &FeedSource) -> usize {
    match source {
        FeedSource::Answer(_) | FeedSource::FromAnswer(_) => 0,
        FeedSource::OwnRequest(_) => 1,
        FeedSource::Variable(_) | FeedSource::Computed => 2,
        FeedSource::Literal => 3,
    }
}

fn feeds(script: &Script) -> impl Iterator<Item = &Feed> {
    script
        .findings
        .iter()
        .filter_map(|finding| match &finding.fact {
            Fact::Sets(feed) => Some(feed),
            _ => None,
        })
}

/// Takes in the statuses that a script asks for. Of assertions that exclude each other those of the
/// innermost script count, and within one script all of them.
fn statuses(script: &Script, facts: &mut ScriptFacts) {
    let mut asked: BTreeSet<u16> = BTreeSet::new();
    for finding in script
        .findings
        .iter()
        .filter(|finding| !finding.conditional)
    {
        match &finding.fact {
            Fact::Status(statuses) => {
                let listed: BTreeSet<u16> = statuses.iter().copied().collect();
                let both: BTreeSet<u16> = asked.intersection(&listed).copied().collect();
                match both.is_empty() {
                    true => asked.extend(listed),
                    false => asked = both,
                }
            }
            Fact::StatusClass(class) => facts.status_class = Some(*class),
            _ => {}
        }
    }
    if asked.is_empty() {
        return;
    }
    let both: Vec<u16> = facts
        .statuses
        .iter()
        .copied()
        .filter(|s| asked.contains(s))
        .collect();
    facts.statuses = match both.is_empty() {
        true => asked.into_iter().collect(),
        false => both,
    };
}

/// Takes in what a request's own script says about its answer and the variables.
fn of_answer(met: &Met, facts: &mut ScriptFacts) {
    for finding in &met.script.findings {
        match &finding.fact {
            Fact::Sets(feed) => facts.feeds.push(feed.clone()),
            Fact::Member(member) if !met.before && !finding.conditional => {
                asserted(member, &mut facts.asserted);
            }
            Fact::AnswerHeader(name) if !met.before && !finding.conditional => {
                facts.answer_headers.push(name.clone());
            }
            _ => {}
        }
    }
}

/// Adds a member, or what is new about one: kinds that differ leave none.
fn asserted(member: &AssertedMember, all: &mut Vec<AssertedMember>) {
    match all.iter_mut().find(|known| known.path == member.path) {
        Some(known) if known.kind.is_none() => known.kind = member.kind,
        Some(known) if member.kind.is_some() && member.kind != known.kind => known.kind = None,
        Some(_) => {}
        None => all.push(member.clone()),
    }
}
