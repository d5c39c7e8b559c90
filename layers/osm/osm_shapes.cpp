#include "layers/osm/osm_shapes.hpp"

#include <algorithm>
#include <unordered_set>

#include <osmium/area/assembler.hpp>
#include <osmium/builder/attr.hpp>

#include "layers/osm/osm_area_cost.hpp"
#include "layers/osm/osm_tables.hpp"

namespace layers {

namespace {

constexpr Loss missing_nodes = "nodes of it are not in the file";
constexpr Loss missing_members = "ways of it are not in the file";
constexpr Loss no_member = "nothing of it is in the file";
constexpr Loss no_rings = "its ways form no rings that lie beside each other";
constexpr Loss too_intricate = "its ways are too many or too intricate to make an area of them";

geo::LonLat place_of(const osmium::Location& location) {
  return {location.lon_without_check(), location.lat_without_check()};
}

void end_stretch(geo::Geometry& shapes) {
  const auto begin = shapes.ring_points.back();
  if (shapes.points.size() < begin + std::size_t{2}) {
    shapes.points.resize(begin);
    return;
  }
  shapes.end_ring();
  shapes.end_part(geo::PartType::line);
}

void append_ring(const osmium::NodeRefList& nodes, geo::Geometry& shapes) {
  for (const auto& node : nodes)
    shapes.points.push_back(place_of(node.location()));
  shapes.end_ring();
}

const osmium::Way& no_way() {
  static const auto buffer = [] {
    osmium::memory::Buffer empty(1024);
    osmium::builder::add_way(empty, osmium::builder::attr::_id(0));
    return empty;
  }();
  return buffer.get<osmium::Way>(0);
}

/// Around the members of a site.
geo::Box box_of(const osmium::Relation& relation, const OsmContent& content) {
  geo::Box box;
  const auto extend = [&](const osmium::Location& location) {
    if (location.is_defined())
      box.extend(place_of(location));
  };
  for (const auto& member : relation.members())
    if (member.type() == osmium::item_type::node)
      if (const auto* node = content.nodes.find(member.ref()))
        extend(node->location());
  for (const auto* way : ways_of(relation, content))
    if (way)
      for (const auto& node : way->nodes())
        extend(node.location());
  return box;
}

} // namespace

std::vector<const osmium::Way*> ways_of(const osmium::Relation& relation,
                                        const OsmContent& content) {
  std::vector<const osmium::Way*> ways;
  std::unordered_set<osmium::object_id_type> taken;
  for (const auto& member : relation.members())
    if (member.type() == osmium::item_type::way)
      ways.push_back(taken.insert(member.ref()).second ? content.ways.find(member.ref())
                                                       : &no_way());
  return ways;
}

Loss append_point(const osmium::Node& node, geo::Geometry& shapes) {
  if (!node.location().is_defined())
    return "it has no position";
  shapes.add_point(place_of(node.location()));
  return "";
}

Loss append_line(const osmium::Way& way, const OsmContent& content, geo::Geometry& shapes) {
  Loss loss;
  for (const auto& node : way.nodes()) {
    if (node.location().is_defined()) {
      const auto apart = content.apart.find(node.ref());
      shapes.points.push_back(apart == content.apart.end() ? place_of(node.location())
                                                           : apart->second);
    } else {
      end_stretch(shapes);
      loss = missing_nodes;
    }
  }
  end_stretch(shapes);
  return loss;
}

Loss append_area(const osmium::Way& way, geo::Geometry& shapes) {
  const auto is_there = [](const auto& node) { return node.location().is_defined(); };
  if (!std::ranges::all_of(way.nodes(), is_there))
    return missing_nodes;
  append_ring(way.nodes(), shapes);
  shapes.end_part(geo::PartType::polygon);
  return "";
}

Loss append_lines(const osmium::Relation& relation, const OsmContent& content,
                  geo::Geometry& shapes) {
  Loss loss;
  for (const auto* way : ways_of(relation, content)) {
    if (!way)
      loss = missing_members;
    else if (!is_osm_line(*way))
      loss = std::max(loss, append_line(*way, content, shapes));
  }
  return loss;
}

Loss append_area(const osmium::Relation& relation, const OsmContent& content, geo::Geometry& shapes,
                 std::uint64_t& cost_left) {
  auto ways = ways_of(relation, content);
  const bool is_whole = std::ranges::find(ways, nullptr) == ways.end();
  std::ranges::replace(ways, nullptr, &no_way());
  const auto cost = assembling_cost(ways);
  if (cost > cost_left)
    return too_intricate;
  cost_left -= cost;
  osmium::area::AssemblerConfig config;
  config.create_empty_areas = false;
  osmium::memory::Buffer areas(4096, osmium::memory::Buffer::auto_grow::yes);
  if (!osmium::area::Assembler(config)(relation, ways, areas))
    return is_whole ? no_rings : missing_members;
  const auto& area = areas.get<osmium::Area>(0);
  for (const auto& outer : area.outer_rings()) {
    append_ring(outer, shapes);
    for (const auto& inner : area.inner_rings(outer))
      append_ring(inner, shapes);
    shapes.end_part(geo::PartType::polygon);
  }
  return is_whole ? "" : missing_members;
}

Loss append_route(const osmium::Relation& relation, const OsmContent& content,
                  geo::Geometry& shapes) {
  Loss loss;
  bool has_part = false;
  bool has_other = false;
  std::unordered_set<osmium::object_id_type> taken;
  for (const auto& member : relation.members()) {
    if (member.type() != osmium::item_type::way || !taken.insert(member.ref()).second)
      continue;
    const auto* way = content.ways.find(member.ref());
    if (!way) {
      loss = missing_members;
    } else if (is_osm_part_of_route(member, *way)) {
      loss = std::max(loss, append_line(*way, content, shapes));
      has_part = true;
    } else {
      has_other = true;
    }
  }
  return has_other && !has_part ? "" : loss;
}

Loss append_site(const osmium::Relation& relation, const OsmContent& content,
                 geo::Geometry& shapes) {
  const auto box = box_of(relation, content);
  if (box.empty())
    return no_member;
  shapes.add_point({(box.west + box.east) / 2, (box.south + box.north) / 2});
  return "";
}

} // namespace layers
