// 1. Relations that a layer wants are kept, and the ids of the ways and nodes they consist of.
// 2. Ways that a layer or a relation wants are kept, and the ids of the nodes that have no position
//    in them.
// 3. Nodes that a layer or a relation wants are kept, and the positions of the others that are
//    missing.
// Where no layer has ways or relations, those that it leaves out are met in the third pass.
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

bool any_wants(const OsmSelections& selections, const osmium::OSMObject& object) {
  return std::ranges::any_of(selections, [&](auto* selection) { return selection->wants(object); });
}

/// What relations consist of; sorted.
struct MemberIds {
  std::vector<object_id_type> ways;
  std::vector<object_id_type> nodes;
};

/// The members of the kept relations that are served.
MemberIds read_relations(OsmFile& file, const OsmSelections& selections, OsmContent& content) {
  const bool wants_areas = std::ranges::any_of(selections, &OsmSelection::wants_areas);
  const auto is_bare = [&](const auto& relation) {
    return wants_areas && is_osm_bare_area(relation);
  };
  file.visit(bits::relation, [&](const osmium::OSMObject& object) {
    const auto& relation = static_cast<const osmium::Relation&>(object);
    content.relations.tell(relation, is_bare(relation) || any_wants(selections, relation));
    return true;
  });
  MemberIds members;
  content.relations.for_each([&](const osmium::Relation& relation) {
    if (!is_bare(relation) && !any_has(selections, relation))
      return;
    for (const auto& member : relation.members())
      if (member.type() == osmium::item_type::way)
        members.ways.push_back(member.ref());
      else if (member.type() == osmium::item_type::node && is_osm_site(relation))
        members.nodes.push_back(member.ref());
  });
  make_set(members.ways);
  make_set(members.nodes);
  return members;
}

void read_ways(OsmFile& file, const OsmSelections& selections, const MemberIds& members,
               OsmContent& content) {
  file.visit(bits::way, [&](const osmium::OSMObject& object) {
    content.ways.tell(static_cast<const osmium::Way&>(object),
                      std::ranges::binary_search(members.ways, object.id()) ||
                          any_wants(selections, object));
    return true;
  });
}

void read_nodes(OsmFile& file, const OsmSelections& selections, const MemberIds& members,
                NodePositions& positions, OsmContent& content) {
  positions.prepare();
  file.visit(bits::node, [&](const osmium::OSMObject& object) {
    const auto& node = static_cast<const osmium::Node&>(object);
    content.nodes.tell(node, std::ranges::binary_search(members.nodes, node.id()) ||
                                 any_wants(selections, node));
    positions.tell(node);
    return true;
  });
}

/// For layers of points: ways and relations are only left out.
void read_points(OsmFile& file, const OsmSelections& selections, OsmContent& content) {
  file.visit(bits::nwr, [&](const osmium::OSMObject& object) {
    const bool is_wanted = any_wants(selections, object);
    if (object.type() == osmium::item_type::node)
      content.nodes.tell(static_cast<const osmium::Node&>(object), is_wanted);
    else if (object.type() == osmium::item_type::way)
      content.ways.tell(static_cast<const osmium::Way&>(object), is_wanted);
    else
      content.relations.tell(static_cast<const osmium::Relation&>(object), is_wanted);
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

/// Into the ways; false: there is none in any.
bool put_positions(OsmContent& content, const NodePositions& positions) {
  bool any_position = false;
  content.ways.for_each([&](osmium::Way& way) {
    for (auto& node : way.nodes()) {
      if (!node.location().is_defined())
        node.set_location(positions.of(node.ref()));
      any_position = any_position || node.location().is_defined();
    }
  });
  return any_position;
}

/// Throws when there are ways that a layer has.
void check_no_ways(OsmContent& content, const OsmSelections& selections, const MemberIds& members,
                   const std::string& source) {
  content.ways.for_each([&](const osmium::Way& way) {
    if (any_has(selections, way) || std::ranges::binary_search(members.ways, way.id()))
      geo::fail(geo::ErrorKind::invalid_input,
                "{}: has ways without nodes, so that nothing says where they lie; export it with "
                "the nodes (Overpass: `out geom`, or `(._;>;); out`), or with `osmium "
                "add-locations-to-ways`",
                source);
  });
}

/// The nodes of one place lie side by side within the square that a position stands for.
std::unordered_map<object_id_type, geo::LonLat> nodes_apart(OsmContent& content) {
  constexpr double square_deg = 1e-7;
  std::vector<std::pair<osmium::Location, object_id_type>> nodes;
  content.ways.for_each([&](const osmium::Way& way) {
    for (const auto& node : way.nodes())
      if (node.location().is_defined() && node.ref() != 0) // 0: nothing says which it is
        nodes.emplace_back(node.location(), node.ref());
  });
  std::ranges::sort(nodes);
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  std::unordered_map<object_id_type, geo::LonLat> apart;
  for (auto first = nodes.begin(); first != nodes.end();) {
    const auto last = std::find_if(first, nodes.end(),
                                   [&](const auto& node) { return node.first != first->first; });
    const double step_deg = square_deg / static_cast<double>(last - first);
    const auto& at = first->first;
    for (auto node = first + 1; node != last; ++node)
      apart.emplace(node->second, geo::LonLat{at.lon_without_check(),
                                              at.lat_without_check() +
                                                  step_deg * static_cast<double>(node - first)});
    first = last;
  }
  return apart;
}

} // namespace

OsmContent read_osm_content(const std::string& source, const OsmSelections& selections,
                            std::size_t most_bytes) {
  OsmContent content;
  OsmFile file(source, most_bytes);
  if (std::ranges::none_of(selections, &OsmSelection::wants_ways)) {
    read_points(file, selections, content);
    return content;
  }
  const auto members = read_relations(file, selections, content);
  read_ways(file, selections, members, content);
  auto positions = missing_positions(content);
  const bool wants_nodes = std::ranges::any_of(selections, &OsmSelection::wants_nodes);
  if (wants_nodes || !members.nodes.empty() || positions.wants_any())
    read_nodes(file, selections, members, positions, content);
  if (!put_positions(content, positions))
    check_no_ways(content, selections, members, source);
  content.apart = nodes_apart(content);
  return content;
}

} // namespace layers
