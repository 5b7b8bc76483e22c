//! What can be found in a script.

use crate::ir::{AssertedMember, Feed};

/// What one script says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script {
    /// In the order of the text; nothing is said twice.
    pub(crate) findings: Vec<Finding>,
    /// Why nothing was found.
    pub(crate) problem: Option<Problem>,
}

/// One thing that a script says or does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    /// Its line in the script, from 0.
    pub(crate) line: usize,
    /// Whether the script may well pass it by: it stands in a branch or a loop.
    pub(crate) conditional: bool,
    /// What it is.
    pub(crate) fact: Fact,
}

/// What a script says or does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fact {
    /// One of these statuses is asked for.
    Status(Vec<u16>),
    /// A status of this class is asked for: 2 for 200 to 299.
    StatusClass(u16),
    /// A member of the answer's body is asked for.
    Member(AssertedMember),
    /// A header of the answer is asked for.
    AnswerHeader(String),
    /// A variable is set.
    Sets(Feed),
    /// A variable is set whose name is computed.
    SetsUnnamed,
    /// A header goes with the request; none where its name is computed.
    AddsHeader {
        /// Its name.
        name: Option<String>,
        /// Whether its value is more than a constant or a variable.
        computed: bool,
    },
    /// Something else of the request is changed.
    ChangesRequest(RequestPart),
    /// Something is signed, encrypted or hashed, with this function.
    Signs(String),
    /// A request is sent.
    Sends {
        /// Where to, without query and credentials, if that stands there.
        address: Option<String>,
        /// Whether it asks for an OAuth 2.0 token.
        token: bool,
    },
    /// Code that does not stand in the script is run, by this function.
    Hides(String),
    /// The order of a run is changed, by this function.
    Steers(String),
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestPart {
    /// Address or query.
    Address,
    /// Method.
    Method,
    /// Body.
    Body,
    /// Auth.
    Auth,
    /// Headers, other than by adding one.
    Headers,
}

/// Why a script was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It is no JavaScript from this line on, from 0.
    Syntax {
        /// The line.
        line: usize,
    },
    /// It takes more work than scripts do.
    TooMuch,
}
