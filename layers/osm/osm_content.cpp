// 1. Relations that a layer wants are kept, and the ids of the ways they consist of.
// 2. Ways that a layer or a relation wants are kept, and the ids of the nodes that have no position
//    in them.
// 3. Nodes that a layer wants are kept, and the positions of the others that are missing.
#include "layers/osm/osm_content.hpp"

#include <algorithm>
#include <utility>

#include "geo/error.hpp"
#include "layers/osm/osm_file.hpp"
#include "layers/osm/osm_tables.hpp"

namespace layers {

namespace {

using osmium::object_id_type;
namespace bits = osmium::osm_entity_bits;

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
    if (m_next < m_ids.size() && m_ids[m_next] == node.id() && is_latest(node))
      m_positions[m_next] = node.visible() ? node.location() : osmium::Location();
  }
  /// Undefined: the file does not have it.
  osmium::Location of(object_id_type id) const {
    const auto place = place_of(id);
    return place < m_ids.size() && m_ids[place] == id ? m_positions[place] : osmium::Location();
  }

private:
  /// Of those of its id that were told, where the file says versions.
  bool is_latest(const osmium::Node& node) {
    if (node.version() > 0)
      m_versions.resize(m_ids.size());
    if (m_versions.empty())
      return true;
    const auto before =
        std::exchange(m_versions[m_next], std::max(m_versions[m_next], node.version()));
    return before <= node.version();
  }
  std::size_t place_of(object_id_type id) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(m_ids, id) - m_ids.begin());
  }

  std::vector<object_id_type> m_ids;
  std::vector<osmium::Location> m_positions;           ///< by id
  std::vector<osmium::object_version_type> m_versions; ///< by id; empty: nothing says any
  std::size_t m_next = 0;                              ///< where the last node told stands
};

bool any_has(const OsmSelections& selections, const osmium::OSMObject& object) {
  return std::ranges::any_of(selections, [&](auto* selection) { return selection->has(object); });
}

/// The ways that the kept relations consist of.
std::vector<object_id_type> read_relations(OsmFile& file, const OsmSelections& selections,
                                           OsmContent& content) {
  const bool wants_areas = std::ranges::any_of(selections, &OsmSelection::wants_areas);
  file.visit(bits::relation, [&](const osmium::OSMObject& object) {
    const auto& relation = static_cast<const osmium::Relation&>(object);
    const bool may_be_area = wants_areas && is_osm_bare_area(relation);
    content.relations.tell(relation, may_be_area || any_has(selections, relation));
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

void read_ways(OsmFile& file, const OsmSelections& selections,
               const std::vector<object_id_type>& members, OsmContent& content) {
  file.visit(bits::way, [&](const osmium::OSMObject& object) {
    content.ways.tell(static_cast<const osmium::Way&>(object),
                      std::ranges::binary_search(members, object.id()) ||
                          any_has(selections, object));
    return true;
  });
}

void read_nodes(OsmFile& file, const OsmSelections& selections, NodePositions& positions,
                OsmContent& content) {
  positions.prepare();
  file.visit(bits::node, [&](const osmium::OSMObject& object) {
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

} // namespace

OsmContent read_osm_content(const std::string& source, const OsmSelections& selections) {
  OsmContent content;
  OsmFile file(source);
  const bool wants_ways = std::ranges::any_of(selections, &OsmSelection::wants_ways);
  const bool wants_points = std::ranges::any_of(selections, &OsmSelection::wants_points);
  if (wants_ways)
    read_ways(file, selections, read_relations(file, selections, content), content);
  auto positions = missing_positions(content);
  if (wants_points || positions.wants_any())
    read_nodes(file, selections, positions, content);
  put_positions(content, positions, source);
  return content;
}

} // namespace layers
