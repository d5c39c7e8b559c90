#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <osmium/osm/node.hpp>
#include <osmium/osm/relation.hpp>
#include <osmium/osm/way.hpp>

#include "layers/config/layer_config.hpp"
#include "layers/sources/gdal_condition.hpp"

namespace layers {

/// Which objects of an OpenStreetMap file a layer consists of: those of its tables that meet its
/// condition. Belongs to one thread.
class OsmSelection {
public:
  /// Throws not_found for an unknown table, invalid_input where none is named and for a wrong
  /// condition.
  explicit OsmSelection(const LayerConfig& config);

  /// Those that it has, or leaves out.
  bool wants_nodes() const { return m_points || (m_where && !m_lines); }
  bool wants_ways() const { return m_lines || m_areas; }
  bool wants_areas() const { return m_areas; }

  bool has_point(const osmium::Node& node);
  bool has_line(const osmium::Way& way);
  bool has_area(const osmium::Way& way);
  /// As a line, in place of the area that it does not close.
  bool has_open_area(const osmium::Way& way);
  /// Of a multipolygon that has the tags of this way.
  bool has_area_with_tags_of(const osmium::Way& outer);
  bool has_line(const osmium::Relation& relation);
  bool has_area(const osmium::Relation& relation);
  bool has_route(const osmium::Relation& relation);
  /// Only in layers that take points and areas.
  bool has_site(const osmium::Relation& relation);
  /// As whatever it is.
  bool has(const osmium::OSMObject& object);
  /// It meets the condition, but is of no table of the layer, nor of any. Nodes are not left out of
  /// layers of lines, where many meet a condition that is meant for lines (`highway`).
  bool leaves_out(const osmium::OSMObject& object);
  /// It has or leaves it out.
  bool wants(const osmium::OSMObject& object);

private:
  bool is_met(const osmium::OSMObject& object);
  bool is_met_by_texts();
  /// Whether a table of the layer may hold it.
  bool fits(const osmium::OSMObject& object) const;
  bool may_leave_out(const osmium::OSMObject& object) const;

  bool m_points;
  bool m_lines;
  bool m_areas;
  std::optional<TextCondition> m_where;
  std::vector<const char*> m_texts; ///< by name of the condition, of the object in hand
  std::unordered_map<std::string, bool> m_known; ///< by m_key
  std::string m_key; ///< the texts in hand, '=' before each that there is, '\0' behind each
  bool m_asks_for_id = false;
  bool m_is_met_without_texts = true; ///< so is the condition by an object that has none of them
};

} // namespace layers
