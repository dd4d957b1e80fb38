//! Reads OpenAPI documents in YAML and makes one of them: the bundle.
//!
//! The build script and `cargo xtask` share this file by `#[path]`.

#![allow(dead_code, reason = "each program that shares this file uses a part of it")]

use std::path::{Path, PathBuf};
use std::{fs, io, iter};

use serde_yaml_ng::{Mapping, Value};

use crate::openapi::{Document, METHODS, SpecError, join, nodes};

/// Keywords that apply to everything in a document, so that documents with others cannot be one.
const GLOBAL: [&str; 2] = ["security", "servers"];

/// The documents that belong together, and all of them as one.
pub(crate) struct Bundle {
    sources: Vec<Source>,
    /// In the order of the files, which JSON would not keep.
    pub(crate) whole: Value,
    pub(crate) document: Document,
}

/// A file with a document.
struct Source {
    path: PathBuf,
    whole: Value,
    json: serde_json::Value,
}

impl Bundle {
    /// Reads a document, or all documents of a folder. The settings of linters lie there, too.
    pub(crate) fn read(path: &Path) -> Result<Self, SpecError> {
        let files = || -> io::Result<Vec<(PathBuf, String)>> {
            let mut files = vec![path.to_owned()];
            if path.is_dir() {
                files = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
                files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
                files.sort();
            }
            files.into_iter().map(|file| Ok((file.clone(), fs::read_to_string(file)?))).collect()
        };
        Self::of(files().map_err(|error| {
            SpecError::new("the file", error, "Put the spec there, or name another file.").within(path.display())
        })?)
    }

    /// Makes a bundle of the texts of files. A single file must be a document.
    pub(crate) fn of(files: impl IntoIterator<Item = (PathBuf, String)>) -> Result<Self, SpecError> {
        let sources = files.into_iter().map(|(path, text)| Source::parse(path, &text));
        let mut sources = sources.collect::<Result<Vec<_>, _>>()?;
        if sources.len() > 1 {
            // redocly.yaml has settings under this key.
            sources.retain(|source| source.json.get("openapi").is_some_and(|version| !version.is_object()));
        }
        if sources.is_empty() {
            return Err(SpecError::new("the folder", "no OpenAPI document", "Put one there, or name another folder."));
        }
        let mut whole = Value::Mapping(Mapping::new());
        for (at, source) in sources.iter().enumerate() {
            let added = source.check(&sources).and_then(|()| source.add_to(&mut whole, &sources, at));
            added.map_err(|error| error.within(source.path.display()))?;
        }
        let document = Document::new(to_json(&whole)?);
        Ok(Self { sources, whole, document })
    }

    /// The files of the documents.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        self.sources.iter().map(|source| source.path.as_path())
    }

    /// The text of the bundle.
    pub(crate) fn to_text(&self) -> Result<String, SpecError> {
        serde_json::to_string_pretty(&self.whole).map(|text| text + "\n").map_err(no_json)
    }

    /// Names the file that the place of an error is in, or around it.
    pub(crate) fn locate(&self, error: SpecError) -> SpecError {
        let mut places = iter::successors(Some(error.place.as_str()), |place| Some(place.rsplit_once('.')?.0));
        let source = places.find_map(|place| self.sources.iter().find(|source| source.has(place)));
        let file = source.unwrap_or(&self.sources[0]).path.display();
        error.within(file)
    }
}

impl Source {
    /// Reads YAML. Its own type of values refuses duplicate keys.
    fn parse(path: PathBuf, text: &str) -> Result<Self, SpecError> {
        let whole = serde_yaml_ng::from_str(text).map_err(|error| {
            let place = error.location().map(|place| format!("line {} column {}", place.line(), place.column()));
            let place = place.unwrap_or_else(|| "the file".to_owned());
            SpecError::new(place, format!("not valid YAML: {error}"), "Correct the YAML there.").within(path.display())
        })?;
        let json = to_json(&whole).map_err(|error| error.within(path.display()))?;
        Ok(Self { path, whole, json })
    }

    /// Refuses anything but a complete OpenAPI 3.0 document.
    fn check(&self, sources: &[Self]) -> Result<(), SpecError> {
        let version = self.json["openapi"].as_str().unwrap_or("no version");
        if !version.starts_with("3.0.") {
            let problem = format!("not an OpenAPI 3.0 document, but {version}");
            return Err(SpecError::new("openapi", problem, "Write the document in OpenAPI 3.0.x."));
        }
        if let Some(field) = ["info", "paths", "components"].into_iter().find(|field| !self.json[field].is_object()) {
            let remedy = "Add it: a document needs `info`, `paths` and `components`.";
            return Err(SpecError::new(field, "missing", remedy));
        }
        for (place, node) in nodes(&self.json) {
            if node.get("<<").is_some() {
                let problem = "most tools ignore merge keys, and with them the limits that they bring";
                let remedy = "Write the members out, or refer to a component.";
                return Err(SpecError::new(join(&place, "<<"), problem, remedy));
            }
            if let Some(reference) = node["$ref"].as_str().filter(|reference| !self.has_target(reference, sources)) {
                let problem = format!("{reference} does not exist in this document");
                let remedy = "Correct the reference, or add its target.";
                return Err(SpecError::new(join(&place, "$ref"), problem, remedy));
            }
        }
        Ok(())
    }

    fn has_target(&self, reference: &str, sources: &[Self]) -> bool {
        let Some((file, pointer)) = reference.split_once('#') else { return false };
        let name = if file.is_empty() { self.name() } else { file.trim_start_matches("./") };
        sources.iter().any(|source| source.name() == name && source.json.pointer(pointer).is_some())
    }

    /// Adds the document to a whole of the sources before it.
    fn add_to(&self, whole: &mut Value, sources: &[Self], at: usize) -> Result<(), SpecError> {
        let mut own = self.whole.clone();
        make_references_local(&mut own, "", sources);
        let united = match GLOBAL.iter().find(|key| at > 0 && whole.get(key) != own.get(key)) {
            Some(key) => Err((*key).to_owned()),
            None => unite(whole, own, 1, ""),
        };
        united.map_err(|place| {
            let other = sources[..at].iter().find(|source| source.has(&place)).unwrap_or(&sources[0]);
            let problem = format!("contradicts {}: {place}", other.path.display());
            SpecError::new(place, problem, "Describe it in one of the two, and refer to it in the other.")
        })
    }

    /// The name in the references of other documents.
    fn name(&self) -> &str {
        self.path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    fn has(&self, place: &str) -> bool {
        nodes(&self.json).iter().any(|(known, _)| known == place)
    }
}

/// Drops the names of files, in references and in the mapping of discriminators. Drops a component that stands for that
/// of another document, too, such as a security scheme, to which nothing else could refer.
fn make_references_local(node: &mut Value, place: &str, sources: &[Source]) {
    match node {
        Value::String(text) => {
            if let Some((file, pointer)) = text.split_once('#')
                && sources.iter().any(|source| source.name() == file.trim_start_matches("./"))
            {
                *text = format!("#{pointer}");
            }
        }
        Value::Mapping(members) => members.retain(|key, member| {
            let place = join(place, key.as_str().unwrap_or_default());
            make_references_local(member, &place, sources);
            let reference = member.get("$ref").and_then(Value::as_str);
            reference.is_none_or(|reference| reference.replace('/', ".") != format!("#.{place}"))
        }),
        Value::Sequence(items) => items.iter_mut().for_each(|item| make_references_local(item, place, sources)),
        _ => {}
    }
}

/// Unites two nodes down to a depth, and returns the place where they contradict each other.
fn unite(whole: &mut Value, own: Value, depth: usize, place: &str) -> Result<(), String> {
    match (whole, own) {
        (Value::Mapping(whole), Value::Mapping(own)) if depth > 0 => {
            if place.starts_with("paths.") && shared_by_methods(whole) != shared_by_methods(&own) {
                return Err(place.to_owned());
            }
            for (key, own) in own {
                let name = key.as_str().unwrap_or_default();
                let depth = match name {
                    _ if !place.is_empty() => depth - 1,
                    "paths" | "components" => 2,
                    "info" => 1,
                    _ => 0,
                };
                let place = join(place, name);
                match whole.get_mut(&key) {
                    Some(whole) => unite(whole, own, depth, &place)?,
                    None => drop(whole.insert(key, own)),
                }
            }
            Ok(())
        }
        (whole, own) if *whole == own => Ok(()),
        (Value::String(whole), Value::String(own)) if place.starts_with("info.") => {
            *whole += if place == "info.description" { "\n" } else { ", " };
            *whole += &own;
            Ok(())
        }
        (Value::Sequence(whole), Value::Sequence(own)) if place == "tags" => {
            let new: Vec<Value> = own.into_iter().filter(|tag| !whole.contains(tag)).collect();
            whole.extend(new);
            Ok(())
        }
        _ => Err(place.to_owned()),
    }
}

/// The keywords of a path that apply to each of its methods.
fn shared_by_methods(item: &Mapping) -> Vec<(&Value, &Value)> {
    item.iter().filter(|(key, _)| key.as_str().is_none_or(|key| !METHODS.contains(&key))).collect()
}

fn to_json(value: &Value) -> Result<serde_json::Value, SpecError> {
    serde_json::to_value(value).map_err(no_json)
}

fn no_json(error: serde_json::Error) -> SpecError {
    SpecError::new("the file", format!("cannot be JSON: {error}"), "Use texts as keys.")
}
