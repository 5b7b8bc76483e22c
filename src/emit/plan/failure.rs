//! Error answers: one type per status, from the saved error examples of the whole API.
//!
//! The type is chosen by status and never by guessing from the body; a status whose examples have
//! several shapes gets an enum that keeps what it does not know. Statuses whose bodies have the same
//! members share a struct.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::join::join;
use crate::ir::{Api, Kind, Shape};

use super::models::{Models, Origin, Role};
use super::similar::overlaps;
use super::types::Type;

/// Module that the structs of error bodies stand in.
pub(super) const MODULE: &str = "failure";

/// What the error examples of one status show, one shape for each kind of body.
#[derive(Debug, Default)]
pub(super) struct Failures(BTreeMap<u16, Vec<Seen>>);

/// Bodies of one kind, and the requests that were answered with them.
#[derive(Debug, Default)]
struct Seen {
    shape: Shape,
    paths: BTreeSet<String>,
}

/// Objects of several statuses that have the same members.
struct Shared {
    statuses: BTreeSet<u16>,
    seen: Seen,
}

/// The types of the shapes of each status.
pub(super) struct PlannedFailures(pub(super) Vec<(u16, Vec<Type>)>);

impl Failures {
    /// Takes the shapes of these answers out of the API.
    pub(super) fn of(api: &mut Api) -> Self {
        let mut failures = Self::default();
        api.root.each_operation_mut(&mut |operation| {
            let examples = operation.examples.iter_mut();
            for example in examples.filter(|example| example.status >= 400) {
                if let Some(shape) = example.body.take_shape() {
                    let seen = Seen {
                        shape: with_fields_as_map(shape),
                        paths: BTreeSet::from([operation.path.join(" / ")]),
                    };
                    failures.add(example.status, seen);
                }
            }
        });
        failures
    }

    fn add(&mut self, status: u16, seen: Seen) {
        let kinds = self.0.entry(status).or_default();
        let same_kind = |known: &&mut Seen| class(&known.shape) == class(&seen.shape);
        match kinds.iter_mut().find(same_kind) {
            Some(known) => known.add(seen),
            None => kinds.push(seen),
        }
    }

    /// Gives every object its struct.
    pub(super) fn plan(self, models: &mut Models) -> PlannedFailures {
        let (mut shared, mut types) = (Vec::new(), Vec::new());
        let several = self.0.iter().filter(|(_, kinds)| kinds.len() > 1);
        let unions: BTreeSet<String> = several.map(|(status, _)| body_name(*status)).collect();
        for (status, kinds) in self.0 {
            let planned = kinds.into_iter().map(|seen| {
                let is_object = matches!(seen.shape.kind(), Kind::Object(_));
                let one = Shared {
                    statuses: BTreeSet::from([status]),
                    seen,
                };
                match is_object {
                    true => Planned::Shared(share(&mut shared, one)),
                    false => Planned::Own(one),
                }
            });
            types.push((status, planned.collect::<Vec<_>>()));
        }
        let shared: Vec<Type> = shared.iter().map(|one| one.ty(models, &unions)).collect();
        let mut ty = |planned: &Planned| match planned {
            Planned::Shared(at) => shared[*at].clone(),
            Planned::Own(one) => one.ty(models, &unions),
        };
        let types = types.iter().map(|(status, own)| {
            let own = own.iter().map(&mut ty).collect();
            (*status, own)
        });
        PlannedFailures(types.collect())
    }
}

/// Where the type of one kind of body comes from.
enum Planned {
    /// The struct at this place.
    Shared(usize),
    Own(Shared),
}

/// The place of the struct that these bodies share with those of other statuses, or of a new one.
fn share(shared: &mut Vec<Shared>, one: Shared) -> usize {
    let mut known = shared.iter();
    let alike = known.position(|known| are_alike(&known.seen.shape, &one.seen.shape));
    let Some((at, known)) = alike.and_then(|at| Some((at, shared.get_mut(at)?))) else {
        shared.push(one);
        return shared.len() - 1;
    };
    known.statuses.extend(one.statuses);
    known.seen.add(one.seen);
    at
}

/// Whether one struct is right for both: the members of the smaller one are all in the other, are half of
/// those at least, and keep their types.
fn are_alike(left: &Shape, right: &Shape) -> bool {
    let count = |shape: &Shape| shape.fields().map_or(0, <[_]>::len);
    let (larger, smaller) = match count(left) >= count(right) {
        true => (left, right),
        false => (right, left),
    };
    let mut fields = smaller.fields().unwrap_or_default().iter();
    (count(smaller) >= 2 || count(larger) == 1)
        && count(smaller) * 2 >= count(larger)
        && fields.all(|field| larger.field(&field.name).is_some())
        && overlaps(larger, smaller)
}

impl Seen {
    fn add(&mut self, other: Self) {
        self.shape = join(std::mem::take(&mut self.shape), other.shape);
        self.paths.extend(other.paths);
    }
}

impl Shared {
    /// Its type; `unions` have their names already.
    fn ty(&self, models: &mut Models, unions: &BTreeSet<String>) -> Type {
        let shape = &self.seen.shape;
        let wanted = |shape: &Shape| {
            let mut names: Vec<String> = Vec::new();
            if let Some([only]) = shape.fields() {
                names.push(format!("{}Body", pascal(&only.name)));
            }
            if self.statuses.len() > 1 {
                names.push("ErrorBody".to_owned());
            }
            let statuses = || self.statuses.iter().copied();
            names.extend(statuses().map(body_name));
            names.extend(statuses().map(|status| format!("{}Error", variant(status))));
            names.retain(|name| !unions.contains(name));
            names
        };
        Type::of(shape, &mut |object| {
            let mut paths = self.seen.paths.iter();
            let origin = Origin {
                module: MODULE,
                source: paths.next().cloned().unwrap_or_default(),
                role: Role::Answer,
            };
            let id = models.resource(&wanted(object), object, &origin);
            models.list[id].sources.extend(paths.cloned());
            Type::Model(id)
        })
    }
}

/// What one type can stand for.
fn class(shape: &Shape) -> u8 {
    match shape.kind() {
        Kind::Object(_) => 0,
        Kind::Map(_) => 1,
        Kind::List(_) => 2,
        Kind::Mixed => 3,
        _ => 4,
    }
}

/// `{"field": ["message"]}` has data as member names: which fields were wrong.
fn with_fields_as_map(shape: Shape) -> Shape {
    let is_texts = |shape: &Shape| {
        let items = shape.items().map(Shape::kind);
        matches!(items, Some(Kind::Text(_))) && matches!(shape.kind(), Kind::List(_))
    };
    let is_map = shape.fields().is_some_and(|fields| {
        !fields.is_empty() && fields.iter().all(|field| is_texts(&field.shape))
    });
    if is_map { shape.into_map() } else { shape }
}

fn pascal(name: &str) -> String {
    crate::emit::ident::pascal(name).unwrap_or_else(|| "Error".to_owned())
}

/// The name of the type of the bodies of a status, where no other fits.
pub(super) fn body_name(status: u16) -> String {
    format!("{}Body", variant(status))
}

/// The name of a status, RFC 9110 section 15 and RFC 6585.
pub(super) fn variant(status: u16) -> String {
    match status {
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "PreconditionFailed",
        413 => "ContentTooLarge",
        415 => "UnsupportedMediaType",
        422 => "UnprocessableContent",
        423 => "Locked",
        429 => "TooManyRequests",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        other => return format!("Status{other}"),
    }
    .to_owned()
}
