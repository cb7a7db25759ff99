//! The areas that a service is for: their names, and where they are when a feed says so by an extent.

use domain::Point;
use domain::service_area::{AreaExtent, Outline, Rings};
use serde_json::Value;

use super::fields::{add, list, plain, text, words};
use super::report::Report;

/// How deep shapes may lie in one another.
const DEEPEST: u8 = 4;

/// Reads the areas of a service. What has to be left out is told in the report under this name.
pub fn of_service(record: &Value, name: &str, report: &mut Report) -> (Vec<String>, Vec<AreaExtent>) {
    let (mut areas, mut extents) = (Vec::new(), Vec::<AreaExtent>::new());
    for item in list(record, "service_areas") {
        let shape = extent(item);
        let own = match item {
            Value::String(_) => plain(item),
            _ => ["name", "service_area"]
                .map(|member| words(item, member))
                .into_iter()
                .find(|n| !n.is_empty())
                .unwrap_or_default(),
        };
        let area = match &shape {
            Shape::Words(words) if own.is_empty() => words.clone(),
            _ => own,
        };
        if area.is_empty() {
            if !matches!(shape, Shape::None) {
                report.warn(name, "an area without a name is left out");
            }
            continue;
        }
        let is_new = extents.iter().all(|extent| extent.name != area);
        match shape {
            Shape::Outline(outline) if is_new => {
                extents.push(AreaExtent { name: area.clone(), words: String::new(), outline });
            }
            Shape::Words(words) if is_new && words != area => {
                extents.push(AreaExtent { name: area.clone(), words, outline: Outline::default() });
            }
            Shape::NotUnderstood => report.warn(
                name,
                "the outline of an area is not GeoJSON of at most 5,000 points and is left out: its name is kept",
            ),
            _ => {}
        }
        add(&mut areas, area);
    }
    (areas, extents)
}

/// What the extent of an area says.
enum Shape {
    None,
    Words(String),
    Outline(Outline),
    NotUnderstood,
}

fn extent(item: &Value) -> Shape {
    let said = item.get("extent").unwrap_or(&Value::Null);
    let (written, kind) = (text(item, "extent"), text(item, "extent_type").to_lowercase());
    let is_object = said.is_object() || written.starts_with('{');
    match kind.as_str() {
        _ if written.is_empty() && !said.is_object() => Shape::None,
        "geojson" | "" if is_object => outline(said, &written).map_or(Shape::NotUnderstood, Shape::Outline),
        "text" | "" if !said.is_object() => Shape::Words(words(item, "extent")),
        _ => Shape::NotUnderstood,
    }
}

fn outline(said: &Value, written: &str) -> Option<Outline> {
    let parsed;
    let shape = if said.is_object() {
        said
    } else {
        parsed = serde_json::from_str::<Value>(written).ok()?;
        &parsed
    };
    let mut polygons = Vec::new();
    gather(shape, DEEPEST, &mut polygons)?;
    Outline::new(&polygons)
}

/// Gathers the polygons of a GeoJSON object (RFC 7946); `None` when it is none.
fn gather(shape: &Value, deepest: u8, polygons: &mut Vec<Rings>) -> Option<()> {
    let coordinates = || shape.get("coordinates")?.as_array();
    let parts = |name: &str| shape.get(name)?.as_array();
    let inner = deepest.checked_sub(1)?;
    match shape.get("type")?.as_str()? {
        "Polygon" => polygons.push(rings(coordinates()?)?),
        "MultiPolygon" => {
            for polygon in coordinates()? {
                polygons.push(rings(polygon.as_array()?)?);
            }
        }
        "Feature" => gather(shape.get("geometry")?, inner, polygons)?,
        "FeatureCollection" => parts("features")?.iter().try_for_each(|one| gather(one, inner, polygons))?,
        "GeometryCollection" => {
            parts("geometries")?.iter().try_for_each(|one| gather(one, inner, polygons))?
        }
        _ => return None,
    }
    Some(())
}

fn rings(all: &[Value]) -> Option<Rings> {
    // Longitude comes first.
    let point = |pair: &Value| Point::new(pair.get(1)?.as_f64()?, pair.get(0)?.as_f64()?);
    all.iter().map(|ring| ring.as_array()?.iter().map(point).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(areas: Value) -> (Vec<String>, Vec<(String, String, usize)>, usize) {
        let mut report = Report::default();
        let (names, extents) = of_service(&json!({ "service_areas": areas }), "a service", &mut report);
        let points = |one: &AreaExtent| one.outline.polygons().concat().concat().len();
        let extents = extents.iter().map(|one| (one.name.clone(), one.words.clone(), points(one))).collect();
        (names, extents, report.warnings.len())
    }

    #[test]
    fn areas_are_read_however_they_are_written() {
        let square = json!([[[-2.6, 53.4], [-2.5, 53.4], [-2.5, 53.5], [-2.6, 53.5], [-2.6, 53.4]]]);
        let polygon = json!({ "type": "Polygon", "coordinates": square });
        let feature = json!({ "type": "Feature", "properties": {}, "geometry": polygon });
        let collection = json!({ "type": "FeatureCollection", "features": [feature, feature] });
        let many = json!({ "type": "MultiPolygon", "coordinates": [square, square] });
        let deep = (0..6)
            .fold(polygon.clone(), |inner, _| json!({ "type": "GeometryCollection", "geometries": [inner] }));
        for (area, name, extent, told) in [
            (json!("East"), "East", None, 0),
            (json!({ "name": "East", "extent": null, "extent_type": null }), "East", None, 0),
            (
                json!({ "service_area": "East", "extent": "WA1, WA2", "extent_type": "text" }),
                "East",
                Some(("WA1, WA2", 0)),
                0,
            ),
            (json!({ "extent": "WA1", "extent_type": "text" }), "WA1", None, 0),
            (json!({ "name": "WA1", "extent": "WA1" }), "WA1", None, 0),
            (
                json!({ "name": "Moss", "extent": polygon.to_string(), "extent_type": "geojson" }),
                "Moss",
                Some(("", 4)),
                0,
            ),
            (
                json!({ "name": "Moss", "extent": polygon, "extent_type": "GeoJSON" }),
                "Moss",
                Some(("", 4)),
                0,
            ),
            (json!({ "name": "Moss", "extent": feature.to_string() }), "Moss", Some(("", 4)), 0),
            (json!({ "name": "Moss", "extent": collection }), "Moss", Some(("", 8)), 0),
            (json!({ "name": "Moss", "extent": many }), "Moss", Some(("", 8)), 0),
            (json!({ "name": "Moss", "extent": deep }), "Moss", None, 1),
            (json!({ "name": "Moss", "extent": "{", "extent_type": "geojson" }), "Moss", None, 1),
            (json!({ "name": "Moss", "extent": "<kml/>", "extent_type": "kml" }), "Moss", None, 1),
            (
                json!({ "name": "Moss", "extent": { "type": "Point", "coordinates": [1, 2] } }),
                "Moss",
                None,
                1,
            ),
            (
                json!({ "name": "Moss", "extent": { "type": "Polygon", "coordinates": [[[1, 200]]] } }),
                "Moss",
                None,
                1,
            ),
        ] {
            let (names, extents, remarks) = read(json!([area]));
            assert_eq!((names, remarks), (vec![name.to_owned()], told), "{area}");
            let wanted: Vec<_> = extent
                .into_iter()
                .map(|(words, points)| (name.to_owned(), words.to_owned(), points))
                .collect();
            assert_eq!(extents, wanted, "{area}");
        }
        let (names, extents, told) = read(json!([{}, { "extent": polygon }, "East", "East"]));
        assert_eq!((names, extents, told), (vec!["East".to_owned()], vec![], 1));
    }
}
