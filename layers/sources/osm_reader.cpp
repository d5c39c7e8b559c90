// 1. Relations that a layer wants are kept, and the ids of the ways they consist of.
// 2. Ways that a layer or a relation wants are kept, and the ids of the nodes that have no position
//    in them.
// 3. Nodes that a layer wants are kept, and the positions of the others that are missing.
// 4. Each layer's features are written, in the order of the file.
#include "layers/sources/osm_reader.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/core.h>
#include <osmium/area/assembler.hpp>
#include <osmium/builder/attr.hpp>
#include <osmium/memory/buffer.hpp>
#include <osmium/version.hpp>

#include "geo/error.hpp"
#include "geo/json_text.hpp"
#include "layers/config/osm_layers.hpp"
#include "layers/sources/osm_file.hpp"
#include "layers/sources/osm_selection.hpp"
#include "layers/sources/osm_tables.hpp"
#include "layers/sources/osm_xml.hpp"
#include "layers/sources/text_decoder.hpp"

namespace layers {

namespace {

using osmium::object_id_type;
namespace bits = osmium::osm_entity_bits;

/// Objects of one type that are wanted, the latest version of each, in the order of the file.
template <typename Object>
class KeptObjects {
public:
  /// Every object of the file is told, since one that is not wanted may be a later version of one
  /// that was.
  void tell(const Object& object, bool is_wanted) {
    const auto before = m_at.find(object.id());
    if (before != m_at.end()) {
      auto& old = at(before->second);
      const bool is_bare = object.version() == 0 && object.tags().empty(); // of a relation's member
      if (old.version() > object.version() || (is_bare && is_wanted))
        return;
      old.set_removed(true);
      m_at.erase(before);
    }
    if (!is_wanted || !object.visible())
      return;
    m_buffer.add_item(object);
    m_at.emplace(object.id(), m_buffer.commit());
  }

  const Object* find(object_id_type id) const {
    const auto found = m_at.find(id);
    return found == m_at.end() ? nullptr : &m_buffer.get<Object>(found->second);
  }
  /// Calls use(object) for each.
  template <typename Use>
  void for_each(Use use) {
    for (auto& object : m_buffer.select<Object>())
      if (!object.removed())
        use(object);
  }

private:
  Object& at(std::size_t offset) { return m_buffer.get<Object>(offset); }

  osmium::memory::Buffer m_buffer{64UL * 1024, osmium::memory::Buffer::auto_grow::yes};
  std::unordered_map<object_id_type, std::size_t> m_at;
};

/// Sorted ids, each once.
void make_set(std::vector<object_id_type>& ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

/// Positions of the nodes that are asked for.
class NodePositions {
public:
  void want(object_id_type id) { m_ids.push_back(id); }
  bool wants_any() const { return !m_ids.empty(); }
  void prepare() {
    make_set(m_ids);
    m_positions.resize(m_ids.size());
  }
  /// Quick where ids come in their order, as they do in most files.
  void tell(const osmium::Node& node) {
    if (m_next == m_ids.size() || m_ids[m_next] > node.id() ||
        (m_next > 0 && m_ids[m_next - 1] >= node.id()))
      m_next = place_of(node.id());
    while (m_next < m_ids.size() && m_ids[m_next] < node.id())
      ++m_next;
    if (m_next < m_ids.size() && m_ids[m_next] == node.id() && node.visible())
      m_positions[m_next] = node.location();
  }
  /// Undefined: the file does not have it.
  osmium::Location of(object_id_type id) const {
    const auto place = place_of(id);
    return place < m_ids.size() && m_ids[place] == id ? m_positions[place] : osmium::Location();
  }

private:
  std::size_t place_of(object_id_type id) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(m_ids, id) - m_ids.begin());
  }

  std::vector<object_id_type> m_ids;
  std::vector<osmium::Location> m_positions; ///< by id
  std::size_t m_next = 0;                    ///< where the last node told stands
};

/// What of a file is in memory.
struct OsmContent {
  KeptObjects<osmium::Node> nodes;
  KeptObjects<osmium::Way> ways;
  KeptObjects<osmium::Relation> relations;
};

using Selections = std::vector<OsmSelection*>;

bool any_has(const Selections& selections, const osmium::OSMObject& object) {
  return std::ranges::any_of(selections, [&](auto* selection) { return selection->has(object); });
}

/// The ways that the kept relations consist of.
std::vector<object_id_type> read_relations(const std::string& source, const Selections& selections,
                                           OsmContent& content) {
  visit_osm(source, bits::relation, [&](const osmium::OSMObject& object) {
    content.relations.tell(static_cast<const osmium::Relation&>(object),
                           any_has(selections, object));
    return true;
  });
  std::vector<object_id_type> members;
  content.relations.for_each([&](const osmium::Relation& relation) {
    for (const auto& member : relation.members())
      if (member.type() == osmium::item_type::way)
        members.push_back(member.ref());
  });
  make_set(members);
  return members;
}

void read_ways(const std::string& source, const Selections& selections,
               const std::vector<object_id_type>& members, OsmContent& content) {
  visit_osm(source, bits::way, [&](const osmium::OSMObject& object) {
    content.ways.tell(static_cast<const osmium::Way&>(object),
                      std::ranges::binary_search(members, object.id()) ||
                          any_has(selections, object));
    return true;
  });
}

void read_nodes(const std::string& source, const Selections& selections, NodePositions& positions,
                OsmContent& content) {
  positions.prepare();
  visit_osm(source, bits::node, [&](const osmium::OSMObject& object) {
    const auto& node = static_cast<const osmium::Node&>(object);
    content.nodes.tell(node, any_has(selections, node));
    positions.tell(node);
    return true;
  });
}

NodePositions missing_positions(OsmContent& content) {
  NodePositions missing;
  content.ways.for_each([&](const osmium::Way& way) {
    for (const auto& node : way.nodes())
      if (!node.location().is_defined())
        missing.want(node.ref());
  });
  return missing;
}

/// Into the ways. Throws when they lie nowhere at all.
void put_positions(OsmContent& content, const NodePositions& positions, const std::string& source) {
  bool any_way = false;
  bool any_position = false;
  content.ways.for_each([&](osmium::Way& way) {
    any_way = true;
    for (auto& node : way.nodes()) {
      if (!node.location().is_defined())
        node.set_location(positions.of(node.ref()));
      any_position = any_position || node.location().is_defined();
    }
  });
  if (any_way && !any_position)
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: has ways without nodes, so that nothing says where they lie; export it with "
              "the nodes (Overpass: `out geom`, or `(._;>;); out`), or with `osmium "
              "add-locations-to-ways`",
              source);
}

OsmContent read_content(const std::string& source, const Selections& selections) {
  OsmContent content;
  const bool wants_ways = std::ranges::any_of(selections, &OsmSelection::wants_ways);
  const bool wants_points = std::ranges::any_of(selections, &OsmSelection::wants_points);
  if (wants_ways)
    read_ways(source, selections, read_relations(source, selections, content), content);
  auto positions = missing_positions(content);
  if (wants_points || positions.wants_any())
    read_nodes(source, selections, positions, content);
  put_positions(content, positions, source);
  return content;
}

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
      : m_content(content), m_raw(raw), m_decoder(config.encoding, config.source),
        m_ways_are_numbered(config.tables.size() == 1 && config.tables[0] != "multipolygons") {
    m_raw.crs = "EPSG:4326";
    m_raw.features.report.format = "OSM";
  }

  void write(OsmSelection& selection) {
    m_content.nodes.for_each([&](const osmium::Node& node) {
      if (selection.has_point(node))
        end_feature(node, "node", "osm_id", append_point(node));
    });
    m_content.ways.for_each([&](const osmium::Way& way) {
      if (selection.has_line(way))
        end_feature(way, "way", "osm_id", append_line(way));
      if (selection.has_area(way))
        end_feature(way, "way", "osm_way_id", append_area(way));
    });
    m_content.relations.for_each([&](const osmium::Relation& relation) {
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

  void end_feature(const osmium::OSMObject& object, std::string_view kind,
                   std::string_view id_attribute, Loss loss) {
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
    append_tags(object.tags(), id);
    features.json += '}';
    features.end_feature();
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

  OsmContent& m_content;
  RawSource& m_raw;
  TextDecoder m_decoder;
  bool m_ways_are_numbered;
  std::set<std::string> m_attributes; ///< that any feature has
};

/// Those that features have, and those that files of OpenStreetMap usually have.
std::vector<std::string> with_usual(std::vector<std::string> attributes) {
  std::set<std::string> all(attributes.begin(), attributes.end());
  for (const auto& usual : osm_layers(""))
    for (const auto& [role, attribute] : usual.fields)
      all.insert(attribute);
  all.insert({"osm_id", "osm_way_id"});
  return {all.begin(), all.end()};
}

} // namespace

std::vector<OsmLayer> read_osm(const std::string& source, const std::vector<LayerConfig>& layers) {
  std::vector<OsmLayer> results(layers.size());
  std::vector<std::optional<OsmSelection>> selections(layers.size());
  Selections able;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    try {
      able.push_back(&selections[i].emplace(layers[i]));
    } catch (const geo::Error&) {
      results[i].error = std::current_exception();
    }
  }
  auto content = read_content(source, able);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (!selections[i])
      continue;
    OsmWriter writer(layers[i], content, results[i].raw);
    writer.write(*selections[i]);
    results[i].raw.attributes = with_usual(writer.attributes());
  }
  return results;
}

std::vector<bool> osm_has_features(const std::string& source,
                                   const std::vector<LayerConfig>& layers) {
  std::vector<OsmSelection> selections;
  for (const auto& layer : layers)
    selections.emplace_back(layer);
  std::vector<bool> found(layers.size());
  visit_osm(source, bits::nwr, [&](const osmium::OSMObject& object) {
    for (std::size_t i = 0; i < layers.size(); ++i)
      found[i] = found[i] || (object.visible() && selections[i].has(object));
    return std::ranges::find(found, false) != found.end();
  });
  return found;
}

std::vector<geo::LibraryVersion> osm_versions() {
  return {{"libosmium", LIBOSMIUM_VERSION_STRING}, expat_version()};
}

} // namespace layers
