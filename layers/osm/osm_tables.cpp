#include "layers/osm/osm_tables.hpp"

#include <algorithm>
#include <array>

namespace layers {

namespace {

/// Their lengths are known: most words differ by that from all of them.
template <std::size_t count>
using Words = std::array<std::string_view, count>;

/// Keys that say nothing about what an object is.
constexpr Words<6> aside_keys{"created_by", "converted_by", "source", "time", "ele", "attribution"};

/// Others that say nothing of a multipolygon.
constexpr Words<4> relation_keys{"type", "note", "fixme", "FIXME"};

/// Keys of what is drawn as a line.
constexpr Words<5> line_keys{"highway", "railway", "waterway", "barrier", "route"};

/// `natural` of what is drawn as a line.
constexpr Words<5> line_naturals{"coastline", "cliff", "ridge", "arete", "tree_row"};

/// Keys of what a closed way goes around.
constexpr Words<12> area_keys{"aeroway", "amenity", "building", "emergency",
                              "landuse", "leisure", "man_made", "military",
                              "natural", "office",  "shop",     "tourism"};

/// `waterway` of what is an area of water.
constexpr Words<2> area_waterways{"riverbank", "dock"};

bool is_one_of(const char* value, const auto& values) {
  return value && std::ranges::find(values, std::string_view(value)) != values.end();
}

bool has_any(const osmium::TagList& tags, const auto& keys) {
  return std::ranges::any_of(tags,
                             [&](const osmium::Tag& tag) { return is_one_of(tag.key(), keys); });
}

bool is_something(const osmium::TagList& tags) {
  return std::ranges::any_of(
      tags, [](const osmium::Tag& tag) { return !is_one_of(tag.key(), aside_keys); });
}

bool has_line_tags(const osmium::TagList& tags) {
  if (is_one_of(tags["waterway"], area_waterways))
    return tags.has_key("highway");
  return has_any(tags, line_keys) || is_one_of(tags["natural"], line_naturals);
}

} // namespace

bool are_osm_area_tags(const osmium::TagList& tags) {
  if (tags.has_tag("area", "no"))
    return false;
  return tags.has_tag("area", "yes") || is_one_of(tags["waterway"], area_waterways) ||
         std::ranges::any_of(tags, [](const osmium::Tag& tag) {
           return is_one_of(tag.key(), area_keys) && !is_one_of(tag.value(), line_naturals);
         });
}

const std::vector<std::string>& osm_tables() {
  static const std::vector<std::string> tables{"points", "lines", "multipolygons"};
  return tables;
}

bool is_osm_point(const osmium::TagList& tags) {
  return !tags.empty() && is_something(tags);
}

bool is_osm_area(const osmium::Way& way) {
  constexpr std::size_t fewest = 4; // a triangle, its first node again at its end
  return way.nodes().size() >= fewest && way.is_closed() && are_osm_area_tags(way.tags());
}

bool is_osm_open_area(const osmium::Way& way) {
  return are_osm_area_tags(way.tags()) && !has_line_tags(way.tags()) && !is_osm_area(way);
}

bool is_osm_line(const osmium::Way& way) {
  const auto& tags = way.tags();
  return !tags.empty() && (has_line_tags(tags) || (is_something(tags) && !is_osm_area(way)));
}

bool is_osm_area(const osmium::Relation& relation) {
  const char* type = relation.tags()["type"];
  return is_one_of(type, Words<2>{"multipolygon", "boundary"});
}

bool is_osm_bare_area(const osmium::Relation& relation) {
  return relation.tags().has_tag("type", "multipolygon") &&
         std::ranges::all_of(relation.tags(), [](const osmium::Tag& tag) {
           return is_one_of(tag.key(), aside_keys) || is_one_of(tag.key(), relation_keys);
         });
}

bool is_osm_line(const osmium::Relation& relation) {
  return relation.tags().has_tag("type", "multipolygon") && has_line_tags(relation.tags());
}

bool is_osm_route(const osmium::Relation& relation) {
  return relation.tags().has_tag("type", "route");
}

bool is_osm_part_of_route(const osmium::RelationMember& member, const osmium::Way& way) {
  const std::string_view role(member.role());
  const bool is_at_it = role.starts_with("platform") || role.starts_with("stop");
  return !is_at_it && !has_line_tags(way.tags()) && !are_osm_area_tags(way.tags());
}

bool is_osm_site(const osmium::Relation& relation) {
  return relation.tags().has_tag("type", "site");
}

std::string osm_attribute(std::string_view key) {
  std::string name(key);
  std::ranges::replace(name, ':', '_');
  return name;
}

} // namespace layers
