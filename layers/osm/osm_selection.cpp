#include "layers/osm/osm_selection.hpp"

#include <algorithm>
#include <array>

#include <fmt/ranges.h>

#include "geo/error.hpp"
#include "layers/osm/osm_tables.hpp"
#include "layers/sources/coordinate_columns.hpp"

namespace layers {

namespace {

std::string table_list() {
  return fmt::format("\"{}\"", fmt::join(osm_tables(), "\", \""));
}

void check_tables(const LayerConfig& config) {
  if (config.tables.empty())
    geo::fail(geo::ErrorKind::invalid_input, "{}: has several tables: {}; set \"table\"",
              config.source, table_list());
  for (const auto& table : config.tables)
    if (std::ranges::find(osm_tables(), table) == osm_tables().end())
      geo::fail(geo::ErrorKind::not_found, "{}: no table \"{}\"; there is {}", config.source, table,
                table_list());
}

bool names_table(const LayerConfig& config, std::string_view table) {
  return std::ranges::find(config.tables, table) != config.tables.end();
}

constexpr std::array id_names{"osm_id", "osm_way_id"};

/// Attributes are named in any case, as in all of OGR SQL.
bool is_attribute(std::string_view key, std::string_view name) {
  const auto plain = [](char c) {
    return c == ':' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(key, name, {}, plain, plain);
}

} // namespace

OsmSelection::OsmSelection(const LayerConfig& config)
    : m_points(names_table(config, "points")), m_lines(names_table(config, "lines")),
      m_areas(names_table(config, "multipolygons")) {
  check_tables(config);
  check_no_columns_named(config);
  if (config.where.empty())
    return;
  m_where.emplace(config.where, config.source);
  m_texts.assign(m_where->names().size(), nullptr);
  m_is_met_without_texts = m_where->holds(m_texts);
  m_asks_for_id = std::ranges::any_of(m_where->names(), [](const std::string& name) {
    return std::ranges::any_of(id_names, [&](auto* id) { return is_attribute(id, name); });
  });
}

bool OsmSelection::is_met(const osmium::OSMObject& object) {
  if (!m_where)
    return true;
  const auto& names = m_where->names();
  std::ranges::fill(m_texts, nullptr);
  bool has_any = false;
  const auto set = [&](const char* key, const char* text) {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (is_attribute(key, names[i])) {
        m_texts[i] = text;
        has_any = true;
      }
  };
  for (const auto& tag : object.tags())
    set(tag.key(), tag.value());
  const auto id = m_asks_for_id ? std::to_string(object.id()) : "";
  if (m_asks_for_id)
    for (const auto* name : id_names)
      set(name, id.c_str());
  return has_any ? is_met_by_texts() : m_is_met_without_texts;
}

/// OGR takes microseconds for one answer, and tags repeat.
bool OsmSelection::is_met_by_texts() {
  constexpr std::size_t most_kept = 20'000;
  m_key.clear();
  for (const char* text : m_texts)
    m_key.append(text ? "=" : "").append(text ? text : "") += '\0';
  if (const auto known = m_known.find(m_key); known != m_known.end())
    return known->second;
  if (m_known.size() == most_kept)
    m_known.clear();
  return m_known[m_key] = m_where->holds(m_texts);
}

bool OsmSelection::has_point(const osmium::Node& node) {
  return m_points && is_osm_point(node.tags()) && is_met(node);
}

bool OsmSelection::has_line(const osmium::Way& way) {
  return m_lines && is_osm_line(way) && is_met(way);
}

bool OsmSelection::has_area(const osmium::Way& way) {
  return m_areas && is_osm_area(way) && is_met(way);
}

bool OsmSelection::has_open_area(const osmium::Way& way) {
  return m_areas && !m_lines && is_met(way) && is_osm_open_area(way); // most are none by the first
}

bool OsmSelection::has_area_with_tags_of(const osmium::Way& outer) {
  return m_areas && are_osm_area_tags(outer.tags()) && is_met(outer);
}

bool OsmSelection::has_line(const osmium::Relation& relation) {
  return m_lines && is_osm_line(relation) && is_met(relation);
}

bool OsmSelection::has_area(const osmium::Relation& relation) {
  return m_areas && is_osm_area(relation) && is_met(relation);
}

bool OsmSelection::has_route(const osmium::Relation& relation) {
  return m_lines && is_osm_route(relation) && is_met(relation);
}

bool OsmSelection::has_site(const osmium::Relation& relation) {
  return m_points && m_areas && is_osm_site(relation) && is_met(relation);
}

bool OsmSelection::fits(const osmium::OSMObject& object) const {
  const auto fits_way = [&](const osmium::Way& way) {
    return (m_lines && is_osm_line(way)) || (m_areas && is_osm_area(way)) ||
           (m_areas && !m_lines && is_osm_open_area(way));
  };
  const auto fits_relation = [&](const osmium::Relation& relation) {
    return (m_lines && (is_osm_line(relation) || is_osm_route(relation))) ||
           (m_areas && is_osm_area(relation)) || (m_points && m_areas && is_osm_site(relation));
  };
  switch (object.type()) {
  case osmium::item_type::node:
    return m_points && is_osm_point(object.tags());
  case osmium::item_type::way:
    return fits_way(static_cast<const osmium::Way&>(object));
  case osmium::item_type::relation:
    return fits_relation(static_cast<const osmium::Relation&>(object));
  default:
    return false;
  }
}

bool OsmSelection::may_leave_out(const osmium::OSMObject& object) const {
  if (!m_where || object.tags().empty())
    return false;
  switch (object.type()) {
  case osmium::item_type::node:
    return !m_points && !m_lines && is_osm_point(object.tags());
  case osmium::item_type::way: {
    const auto& way = static_cast<const osmium::Way&>(object);
    return is_osm_line(way) || is_osm_area(way);
  }
  default:
    return true;
  }
}

bool OsmSelection::has(const osmium::OSMObject& object) {
  return fits(object) && is_met(object);
}

bool OsmSelection::leaves_out(const osmium::OSMObject& object) {
  return may_leave_out(object) && !fits(object) && is_met(object);
}

bool OsmSelection::wants(const osmium::OSMObject& object) {
  return (fits(object) || may_leave_out(object)) && is_met(object);
}

} // namespace layers
