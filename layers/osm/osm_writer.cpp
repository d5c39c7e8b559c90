#include "layers/osm/osm_writer.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>

#include "geo/json_text.hpp"
#include "layers/osm/osm_buildings.hpp"
#include "layers/osm/osm_shapes.hpp"
#include "layers/osm/osm_tables.hpp"
#include "layers/sources/reading.hpp"
#include "layers/text/text_decoder.hpp"

namespace layers {

namespace {

/// assembling_cost() of all areas of a layer: half a minute or less.
constexpr std::uint64_t most_assembling = 3'000'000'000;

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
        end_feature(node, "node", "osm_id", append_point(node, shapes()));
      else if (selection.leaves_out(node))
        note_left_out(node, "node", "point", "points");
    });
    m_content.ways.for_each([&](const osmium::Way& way) { write(way, selection); });
    m_content.relations.for_each([&](const osmium::Relation& relation) {
      if (const auto outer = outer_ways(relation); outer.empty())
        write(relation, selection);
      else if (selection.has_area_with_tags_of(*outer.front()))
        end_feature(relation, "relation", "osm_id", append_area(relation), outer.front()->tags());
    });
    if (m_config.kind == Kind::station)
      leave_out_buildings(m_raw.features, m_is_building);
  }

  std::vector<std::string> attributes() const { return {m_attributes.begin(), m_attributes.end()}; }

private:
  geo::Geometry& shapes() { return m_raw.features.geometry; }

  Loss append_area(const osmium::Relation& relation) {
    return layers::append_area(relation, m_content, shapes(), m_assembling_left);
  }

  void write(const osmium::Way& way, OsmSelection& selection) {
    if (selection.has_line(way))
      end_feature(way, "way", "osm_id", append_line(way, m_content, shapes()));
    if (selection.has_area(way) && !m_outer_ways.contains(way.id()))
      end_feature(way, "way", "osm_way_id", layers::append_area(way, shapes()));
    if (m_members.contains(way.id()))
      return;
    if (selection.has_open_area(way))
      end_feature(way, "way", "osm_way_id", append_line(way, m_content, shapes()));
    else if (selection.leaves_out(way) && is_osm_area(way))
      note_left_out(way, "way", "area", "multipolygons");
    else if (selection.leaves_out(way))
      note_left_out(way, "way", "line", "lines");
  }

  void write(const osmium::Relation& relation, OsmSelection& selection) {
    if (selection.has_line(relation))
      end_feature(relation, "relation", "osm_id", append_lines(relation, m_content, shapes()));
    if (selection.has_area(relation))
      end_feature(relation, "relation", "osm_id", append_area(relation));
    if (selection.has_route(relation))
      end_if_any(relation, append_route(relation, m_content, shapes()));
    if (selection.has_site(relation) && !has_member_of(selection, relation))
      end_feature(relation, "relation", "osm_id", append_site(relation, m_content, shapes()));
    if (!selection.leaves_out(relation))
      return;
    if (is_osm_area(relation))
      note_left_out(relation, "relation", "area", "multipolygons");
    else
      note(relation, "relation",
           "meets the condition but is a relation without a shape: not served, "
           "only what it is made of may be");
  }

  /// A route whose ways are the route by themselves is no feature.
  void end_if_any(const osmium::Relation& route, Loss loss) {
    if (!loss.empty() || shapes().part_count() > m_raw.features.feature_parts.back())
      end_feature(route, "relation", "osm_id", loss);
  }

  /// Whether something that a site is made of is a feature by itself, so that the site is not
  /// another.
  bool has_member_of(OsmSelection& selection, const osmium::Relation& site) const {
    return std::ranges::any_of(site.members(), [&](const osmium::RelationMember& member) {
      const osmium::OSMObject* object = nullptr;
      if (member.type() == osmium::item_type::node)
        object = m_content.nodes.find(member.ref());
      else if (member.type() == osmium::item_type::way)
        object = m_content.ways.find(member.ref());
      return object && selection.has(*object) && !is_building_alone(object->tags());
    });
  }

  void note_left_out(const osmium::OSMObject& object, std::string_view kind, std::string_view shape,
                     std::string_view table) {
    note(object, kind,
         fmt::format(
             "meets the condition but is drawn as {} {}: not served; add \"{}\" to \"table\"",
             shape == "area" ? "an" : "a", shape, table));
  }

  void note(const osmium::OSMObject& object, std::string_view kind, const std::string& what) {
    m_raw.features.report.add(what, Effect::note, fmt::format("{}/{}", kind, object.id()));
  }

  bool is_numbered(std::string_view kind) const {
    return m_ways_are_numbered && kind != "relation";
  }

  /// Ways that areas consist of are not these areas once more.
  void note_members() {
    m_content.relations.for_each([&](const osmium::Relation& relation) {
      for (const auto* way : ways_of(relation, m_content))
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
    if (tags.size() > most_attributes) {
      geo::truncate(shapes(), features.feature_parts.back());
      loss = too_many_attributes;
    }
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
    m_is_building.push_back(is_building_alone(tags) ? 1 : 0);
    check_reading(features, m_config);
  }

  void append_tags(const osmium::TagList& tags, const std::string& id) {
    bool assumed = false;
    auto& json = m_raw.features.json;
    sort_keys(tags);
    for (const auto& tag : tags) {
      if (!is_first_of_key(tag))
        continue;
      const auto name = m_decoder.decode(attribute_of(tag), assumed);
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
  std::string attribute_of(const osmium::Tag& tag) const {
    auto name = osm_attribute(tag.key());
    const bool is_taken =
        name != tag.key() && std::ranges::binary_search(m_keys, name, {}, &key_of);
    return is_taken ? tag.key() : name;
  }

  static std::string_view key_of(const osmium::Tag* tag) { return tag->key(); }

  /// Of several tags with one key the first counts.
  bool is_first_of_key(const osmium::Tag& tag) const {
    return *std::ranges::lower_bound(m_keys, std::string_view(tag.key()), {}, &key_of) == &tag;
  }

  void sort_keys(const osmium::TagList& tags) {
    m_keys.clear();
    for (const auto& tag : tags)
      m_keys.push_back(&tag);
    std::ranges::stable_sort(m_keys, {}, &key_of);
  }

  const LayerConfig& m_config;
  OsmContent& m_content;
  RawSource& m_raw;
  TextDecoder m_decoder;
  bool m_ways_are_numbered;
  std::vector<const osmium::Tag*> m_keys; ///< the tags of the object in hand, by their keys
  std::unordered_set<osmium::object_id_type> m_members;    ///< ways of areas that are relations
  std::unordered_set<osmium::object_id_type> m_outer_ways; ///< whose tags are those of a relation
  std::uint64_t m_assembling_left = most_assembling;
  std::set<std::string> m_attributes;      ///< that any feature has
  std::vector<std::uint8_t> m_is_building; ///< by feature: is_building_alone()
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
