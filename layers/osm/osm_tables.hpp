#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <osmium/osm/relation.hpp>
#include <osmium/osm/tag.hpp>
#include <osmium/osm/way.hpp>

namespace layers {

/// The tables that an OpenStreetMap file is made of: "points", "lines" and "multipolygons".
const std::vector<std::string>& osm_tables();

/// A node that is something by itself.
bool is_osm_point(const osmium::TagList& tags);
/// A way that is something, but for those that only go around an area. One with `highway` (or
/// `railway`, `waterway`, `barrier` …) is a line whatever else it is, closed or not.
bool is_osm_line(const osmium::Way& way);
/// A closed way around something. It may be a line too: a roundabout with grass in it.
bool is_osm_area(const osmium::Way& way);
/// A way that has the tags of an area but does not close: nothing but a line can be made of it.
bool is_osm_open_area(const osmium::Way& way);
/// A multipolygon or a boundary.
bool is_osm_area(const osmium::Relation& relation);
/// A multipolygon that says nothing of itself: the tags of its outer ways count, as they did until
/// 2017.
bool is_osm_bare_area(const osmium::Relation& relation);
/// Whether these are the tags of an area.
bool are_osm_area_tags(const osmium::TagList& tags);
/// A multipolygon that is a road (or railway …): its rings are lines, as those of closed ways are.
bool is_osm_line(const osmium::Relation& relation);
/// A route. It is a line where its ways are nothing but parts of it.
bool is_osm_route(const osmium::Relation& relation);
/// A member that is: of a ferry whose ways say nothing, but no platform.
bool is_osm_part_of_route(const osmium::RelationMember& member, const osmium::Way& way);
/// Several objects that are one thing, as a school of several buildings.
bool is_osm_site(const osmium::Relation& relation);

/// What a tag's key is as an attribute: "name:vi" is name_vi.
std::string osm_attribute(std::string_view key);

} // namespace layers
