#include "layers/osm/osm_writer.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>
#include <osmium/area/assembler.hpp>
#include <osmium/builder/attr.hpp>

#include "geo/json_text.hpp"
#include "layers/osm/osm_tables.hpp"
#include "layers/sources/reading.hpp"
#include "layers/text/text_decoder.hpp"

namespace layers {

namespace {

geo::LonLat place_of(const osmium::Location& location) {
  return {location.lon_without_check(), location.lat_without_check()};
}

/// What became of a feature's shape; empty: nothing.
using Loss = std::string_view;

constexpr Loss missing_nodes = "nodes of it are not in the file";
constexpr Loss missing_members = "ways of it are not in the file";
constexpr Loss no_rings = "its ways form no rings that lie beside each other";

/// Writes one layer's features.
class OsmWriter {
public:
  OsmWriter(const LayerConfig& config, OsmContent& content, RawSource& raw)
      : m_config(config), m_content(content), m_raw(raw), m_decoder(config.encoding, config.source),
        m_ways_are_numbered(config.tables.size() == 1 && config.tables[0] != "multipolygons") {
    m_raw.crs = "EPSG:4326";
    m_raw.features.report.format = "OSM";
  }

  void write(OsmSelection& selection) {
    note_members();
    m_content.nodes.for_each([&](const osmium::Node& node) {
      if (selection.has_point(node))
        end_feature(node, "node", "osm_id", append_point(node));
    });
    m_content.ways.for_each([&](const osmium::Way& way) {
      if (selection.has_line(way))
        end_feature(way, "way", "osm_id", append_line(way));
      if (selection.has_area(way) && !m_outer_ways.contains(way.id()))
        end_feature(way, "way", "osm_way_id", append_area(way));
      if (selection.has_open_area(way) && !m_members.contains(way.id()))
        end_feature(way, "way", "osm_way_id", append_line(way));
    });
    m_content.relations.for_each([&](const osmium::Relation& relation) {
      if (const auto outer = outer_ways(relation); !outer.empty()) {
        if (selection.has_area_with_tags_of(*outer.front()))
          end_feature(relation, "relation", "osm_id", append_area(relation), outer.front()->tags());
        return;
      }
      if (selection.has_line(relation))
        end_feature(relation, "relation", "osm_id", append_lines(relation));
      if (selection.has_area(relation))
        end_feature(relation, "relation", "osm_id", append_area(relation));
    });
  }

  std::vector<std::string> attributes() const { return {m_attributes.begin(), m_attributes.end()}; }

private:
  geo::Geometry& shapes() { return m_raw.features.geometry; }

  Loss append_point(const osmium::Node& node) {
    if (!node.location().is_defined())
      return "it has no position";
    shapes().add_point(place_of(node.location()));
    return "";
  }

  /// The stretches between nodes that are missing.
  Loss append_line(const osmium::Way& way) {
    Loss loss;
    for (const auto& node : way.nodes()) {
      if (node.location().is_defined()) {
        shapes().points.push_back(place_of(node.location()));
      } else {
        end_stretch();
        loss = missing_nodes;
      }
    }
    end_stretch();
    return loss;
  }

  void end_stretch() {
    const auto begin = shapes().ring_points.back();
    if (shapes().points.size() < begin + std::size_t{2}) {
      shapes().points.resize(begin);
      return;
    }
    shapes().end_ring();
    shapes().end_part(geo::PartType::line);
  }

  Loss append_area(const osmium::Way& way) {
    const auto is_there = [](const auto& node) { return node.location().is_defined(); };
    if (!std::ranges::all_of(way.nodes(), is_there))
      return missing_nodes;
    append_ring(way.nodes());
    shapes().end_part(geo::PartType::polygon);
    return "";
  }

  void append_ring(const osmium::NodeRefList& nodes) {
    for (const auto& node : nodes)
      shapes().points.push_back(place_of(node.location()));
    shapes().end_ring();
  }

  /// The ways of a relation; null: the file does not have it.
  std::vector<const osmium::Way*> members_of(const osmium::Relation& relation) const {
    std::vector<const osmium::Way*> ways;
    for (const auto& member : relation.members())
      if (member.type() == osmium::item_type::way)
        ways.push_back(m_content.ways.find(member.ref()));
    return ways;
  }

  /// The lines around an area, but for those that are lines by themselves.
  Loss append_lines(const osmium::Relation& relation) {
    Loss loss;
    for (const auto* way : members_of(relation)) {
      if (!way)
        loss = missing_members;
      else if (!is_osm_line(*way))
        loss = std::max(loss, append_line(*way));
    }
    return loss;
  }

  Loss append_area(const osmium::Relation& relation) {
    static const auto no_way = empty_way();
    auto ways = members_of(relation);
    const bool is_whole = std::ranges::find(ways, nullptr) == ways.end();
    std::ranges::replace(ways, nullptr, &no_way.get<osmium::Way>(0));
    osmium::area::AssemblerConfig config;
    config.create_empty_areas = false;
    osmium::memory::Buffer areas(4096, osmium::memory::Buffer::auto_grow::yes);
    if (!osmium::area::Assembler(config)(relation, ways, areas))
      return is_whole ? no_rings : missing_members;
    const auto& area = areas.get<osmium::Area>(0);
    for (const auto& outer : area.outer_rings()) {
      append_ring(outer);
      for (const auto& inner : area.inner_rings(outer))
        append_ring(inner);
      shapes().end_part(geo::PartType::polygon);
    }
    return is_whole ? "" : missing_members;
  }

  static osmium::memory::Buffer empty_way() {
    osmium::memory::Buffer buffer(1024);
    osmium::builder::add_way(buffer, osmium::builder::attr::_id(0));
    return buffer;
  }

  bool is_numbered(std::string_view kind) const {
    return m_ways_are_numbered && kind != "relation";
  }

  /// Ways that areas consist of are not these areas once more.
  void note_members() {
    m_content.relations.for_each([&](const osmium::Relation& relation) {
      for (const auto* way : members_of(relation))
        if (way && is_osm_area(relation))
          m_members.insert(way->id());
      for (const auto* way : outer_ways(relation))
        m_outer_ways.insert(way->id());
    });
  }

  /// Those whose tags are the multipolygon's, which has none; empty: its own count.
  std::vector<const osmium::Way*> outer_ways(const osmium::Relation& relation) const {
    std::vector<const osmium::Way*> ways;
    if (!is_osm_bare_area(relation))
      return ways;
    for (const auto& member : relation.members()) {
      const bool is_outer =
          member.type() == osmium::item_type::way && std::string_view(member.role()) != "inner";
      const auto* way = is_outer ? m_content.ways.find(member.ref()) : nullptr;
      if (way && are_osm_area_tags(way->tags()))
        ways.push_back(way);
    }
    return ways;
  }

  void end_feature(const osmium::OSMObject& object, std::string_view kind,
                   std::string_view id_attribute, Loss loss) {
    end_feature(object, kind, id_attribute, loss, object.tags());
  }

  void end_feature(const osmium::OSMObject& object, std::string_view kind,
                   std::string_view id_attribute, Loss loss, const osmium::TagList& tags) {
    auto& features = m_raw.features;
    ++features.report.read;
    const auto id =
        is_numbered(kind) ? std::to_string(object.id()) : fmt::format("{}/{}", kind, object.id());
    const bool is_empty = shapes().part_count() == features.feature_parts.back();
    if (!loss.empty() || is_empty)
      features.report.add(std::string(loss.empty() ? "no geometry" : loss), Effect::lost, id);
    if (is_empty)
      return;
    features.json += "\"id\":";
    if (is_numbered(kind))
      features.json += id;
    else
      geo::append_json_string(features.json, id);
    features.json += fmt::format(R"(,"properties":{{"{}":"{}")", id_attribute, object.id());
    append_tags(tags, id);
    features.json += '}';
    features.end_feature();
    check_reading(features, m_config);
  }

  void append_tags(const osmium::TagList& tags, const std::string& id) {
    bool assumed = false;
    auto& json = m_raw.features.json;
    for (const auto& tag : tags) {
      if (tags.get_value_by_key(tag.key()) != tag.value())
        continue; // of several with one key the first counts
      const auto name = m_decoder.decode(attribute_of(tag, tags), assumed);
      m_attributes.insert(name);
      json += ',';
      geo::append_json_string(json, name);
      json += ':';
      geo::append_json_string(json, m_decoder.decode(tag.value(), assumed));
    }
    if (assumed)
      m_raw.features.report.add("tag not UTF-8, read as ISO-8859-1", Effect::note, id);
  }

  /// A tag's key stays as it is where its attribute's name is taken, so that nothing is lost.
  static std::string attribute_of(const osmium::Tag& tag, const osmium::TagList& tags) {
    auto name = osm_attribute(tag.key());
    return name != tag.key() && tags.has_key(name.c_str()) ? tag.key() : name;
  }

  const LayerConfig& m_config;
  OsmContent& m_content;
  RawSource& m_raw;
  TextDecoder m_decoder;
  bool m_ways_are_numbered;
  std::unordered_set<osmium::object_id_type> m_members;    ///< ways of areas that are relations
  std::unordered_set<osmium::object_id_type> m_outer_ways; ///< whose tags are those of a relation
  std::set<std::string> m_attributes;                      ///< that any feature has
};

} // namespace

RawSource osm_features(const LayerConfig& config, OsmContent& content, OsmSelection& selection) {
  RawSource raw;
  OsmWriter writer(config, content, raw);
  writer.write(selection);
  raw.attributes = writer.attributes();
  return raw;
}

} // namespace layers
