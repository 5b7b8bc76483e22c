//! Collections in format v1, turned into v2.1.
//!
//! In: JSON. Out: a [`Collection`] with the places of its parts in the v1 file, and a diagnostic
//! for everything that refers to nothing. The tree is built as Postman's converter builds it:
//! folders before requests, each by its list of ids. What no list names is lost there; here it is
//! left out by name. Source: schema v1.0.0 and Postman's converter, tried.

mod auth;
mod body;
mod model;
mod request;
mod script;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::model::{CollectionV1, FolderV1, RequestV1};
use super::model::{Collection, Info, Item};
use super::place::Places;
use super::repair::Repair;
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer, Severity};

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
/// Folders nest this deep in v2.1 before JSON itself ends.
const DEEPEST: usize = 60;

/// Whether this is a collection in format v1.
pub(super) fn is_v1(value: &Value) -> bool {
    let has_requests = value.get("requests").is_some_and(Value::is_array);
    has_requests && value.get("order").is_some() && value.get("item").is_none()
}

/// Reads and converts the collection that stands at `root`.
pub(super) fn read(
    mut value: Value,
    root: &Pointer,
    found: &mut Diagnostics,
) -> Result<Collection, Box<Diagnostic>> {
    let mut repair = Repair::new(found);
    repair.elements::<RequestV1>(&mut value, "requests", root);
    repair.elements::<FolderV1>(&mut value, "folders", root);
    let read: CollectionV1 = repair.whole(&mut value, root)?;
    found.push(
        Diagnostic::new(
            "collection-v1",
            Severity::Note,
            "the collection is in the old format v1",
        )
        .at(root)
        .effect("it is converted to v2.1, as Postman does on import")
        .help("nothing has to be done; Postman exports the newer format as \u{201c}Collection v2.1\u{201d}"),
    );
    Ok(convert(&read, root, found))
}

fn convert(read: &CollectionV1, root: &Pointer, found: &mut Diagnostics) -> Collection {
    let mut tree = Tree::new(read, root, found);
    let mut item = tree.outermost();
    tree.tell_lost_folders();
    item.extend(tree.lost_requests(item.len()));
    let mut places = tree.places;
    places.insert(&root.key("item"), root.key("requests"));
    places.insert(&root.key("variable"), root.key("variables"));
    script::note_places(&read.tests, &read.prerequest, (root, root), &mut places);
    Collection {
        info: Info {
            name: read.name.clone(),
            schema: SCHEMA.to_owned(),
            description: read.description.clone(),
        },
        item,
        variable: read.variables.iter().map(request::variable).collect(),
        auth: auth::convert(&read.helper, &read.attributes, &read.auth),
        event: script::convert(&read.events, &read.tests, &read.prerequest),
        protocol_profile_behavior: read.protocol_profile_behavior.clone(),
        is_converted: true,
        root: root.clone(),
        places,
        ..Collection::default()
    }
}

/// Builds the tree from the lists of ids.
struct Tree<'c, 'f> {
    read: &'c CollectionV1,
    root: &'c Pointer,
    found: &'f mut Diagnostics,
    places: Places,
    /// Index of the last request and folder of each id, as in Postman's converter.
    requests: BTreeMap<&'c str, usize>,
    folders: BTreeMap<&'c str, usize>,
    /// Which of them have their place.
    placed_requests: Vec<bool>,
    placed_folders: Vec<bool>,
}

impl<'c, 'f> Tree<'c, 'f> {
    fn new(read: &'c CollectionV1, root: &'c Pointer, found: &'f mut Diagnostics) -> Self {
        let requests = read.requests.iter().map(|request| request.id.as_str());
        let folders = read.folders.iter().map(|folder| folder.id.as_str());
        Self {
            read,
            root,
            found,
            places: Places::default(),
            requests: requests.zip(0..).collect(),
            folders: folders.zip(0..).collect(),
            placed_requests: vec![false; read.requests.len()],
            placed_folders: vec![false; read.folders.len()],
        }
    }

    /// The items outside of folders: folders first.
    fn outermost(&mut self) -> Vec<Item> {
        let read = self.read;
        let inner: BTreeSet<&str> = read
            .folders
            .iter()
            .flat_map(|folder| &folder.folders_order)
            .map(String::as_str)
            .collect();
        let all = || {
            read.folders
                .iter()
                .map(|folder| folder.id.clone())
                .collect()
        };
        let mut outer: Vec<String> = read.folders_order.clone().unwrap_or_else(all);
        outer.retain(|id| !inner.contains(id.as_str()));
        self.children(&outer, &read.order, self.root, self.root, 0)
    }

    /// The items of the folder that stands at `actual` in the file and at `standard` in v2.1.
    fn children(
        &mut self,
        folders: &[String],
        requests: &[String],
        standard: &Pointer,
        actual: &Pointer,
        depth: usize,
    ) -> Vec<Item> {
        let mut items = Vec::new();
        for (position, id) in folders.iter().enumerate() {
            let place = standard.key("item").index(items.len());
            match self.folders.get(id.as_str()).copied() {
                Some(index) => items.extend(self.folder(index, &place, depth)),
                None => self.dangling(&actual.key("folders_order").index(position), "folder"),
            }
        }
        for (position, id) in requests.iter().enumerate() {
            let place = standard.key("item").index(items.len());
            match self.requests.get(id.as_str()).copied() {
                Some(index) => items.extend(self.request(index, &place)),
                None => self.dangling(&actual.key("order").index(position), "request"),
            }
        }
        items
    }

    /// A folder; none when it has its place already, or lies too deep to be one.
    fn folder(&mut self, index: usize, standard: &Pointer, depth: usize) -> Option<Item> {
        let folder = self.read.folders.get(index)?;
        let placed = self.placed_folders.get_mut(index)?;
        if *placed || depth > DEEPEST {
            return None;
        }
        *placed = true;
        let actual = self.root.key("folders").index(index);
        self.places.insert(standard, actual.clone());
        let places = (standard, &actual);
        script::note_places(&folder.tests, &folder.prerequest, places, &mut self.places);
        let children = self.children(
            &folder.folders_order,
            &folder.order,
            standard,
            &actual,
            depth + 1,
        );
        Some(Item {
            name: folder.name.clone(),
            description: folder.description.clone(),
            item: Some(children),
            auth: auth::convert(&folder.helper, &folder.attributes, &folder.auth),
            event: script::convert(&folder.events, &folder.tests, &folder.prerequest),
            protocol_profile_behavior: folder.protocol_profile_behavior.clone(),
            ..Item::default()
        })
    }

    fn request(&mut self, index: usize, standard: &Pointer) -> Option<Item> {
        let request = self.read.requests.get(index)?;
        *self.placed_requests.get_mut(index)? = true;
        let actual = self.root.key("requests").index(index);
        request::note_places(request, standard, &actual, &mut self.places);
        let places = (standard, &actual);
        script::note_places(
            &request.tests,
            &request.prerequest,
            places,
            &mut self.places,
        );
        Some(request::item(request, &self.read.requests))
    }

    fn dangling(&mut self, place: &Pointer, kind: &str) {
        self.found.push(
            Diagnostic::new(
                "v1-dangling-id",
                Severity::Warning,
                format!("no {kind} of the collection has this id"),
            )
            .at(place)
            .effect("the id is ignored, as in Postman")
            .help("nothing has to be done if the request was deleted; else export it again"),
        );
    }

    /// Folders that no list names, or that hold themselves: their requests are lost with them.
    fn tell_lost_folders(&mut self) {
        let lost = self
            .read
            .folders
            .iter()
            .zip(&self.placed_folders)
            .enumerate();
        for (index, (folder, _)) in lost.filter(|(_, (_, placed))| !**placed) {
            self.found.push(
                Diagnostic::new(
                    "v1-unlisted-folder",
                    Severity::Warning,
                    "no list of the collection names this folder",
                )
                .at(&self.root.key("folders").index(index))
                .of_request(std::slice::from_ref(&folder.name))
                .effect("it is left out, as in Postman, with the requests that only it names")
                .help("import the file into Postman, complete it and export it again"),
            );
        }
    }

    /// Requests that no list names, as items from which nothing is generated.
    fn lost_requests(&mut self, mut next: usize) -> Vec<Item> {
        let mut lost = Vec::new();
        for (index, request) in self.read.requests.iter().enumerate() {
            if self.placed_requests.get(index) != Some(&false) {
                continue;
            }
            let standard = self.root.key("item").index(next);
            self.places
                .insert(&standard, self.root.key("requests").index(index));
            next += 1;
            lost.push(Item {
                name: request.name.clone(),
                lost: Some("no list of the collection names it by its id".to_owned()),
                ..Item::default()
            });
        }
        lost
    }
}
