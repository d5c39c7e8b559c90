#include "layers/coverage/place_ways.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "geo/threads/parallel.hpp"
#include "layers/access/near_edges.hpp"
#include "layers/coverage/way_changes.hpp"

namespace layers {

namespace {

/// Points that lie no farther than this from the first of them, along each axis, are looked at
/// together.
constexpr double together_m = 50;

/// Numbers of points along a Hilbert curve: neighbours follow each other.
std::vector<std::uint32_t> along_curve(const Demand& demand) {
  std::vector<std::uint32_t> order(demand.points.size());
  for (std::uint32_t slot = 0; slot < order.size(); ++slot)
    order[slot] = demand.cells.item_at(slot);
  return order;
}

/// How many of the first lie together.
std::size_t count_together(const Demand& demand, std::span<const std::uint32_t> points) {
  const geo::LocalPlane plane(demand.points[points.front()].position);
  const auto is_beyond = [&](std::uint32_t point) {
    const auto at = plane.to_local(demand.points[point].position);
    return std::max(std::abs(at.x_m), std::abs(at.y_m)) > together_m;
  };
  return static_cast<std::size_t>(std::ranges::find_if(points, is_beyond) - points.begin());
}

geo::Box box_of(const Demand& demand, std::span<const std::uint32_t> points) {
  geo::Box box;
  for (const auto point : points)
    box.extend(demand.points[point].position);
  return box;
}

/// A way, and the node where it begins.
struct NodeWay {
  std::uint32_t node = 0;
  WaysByNode::Way way;
};

/// Calls use(points, their box) for runs of points that lie together.
template <typename Use>
void for_each_together(const Demand& demand, std::span<const std::uint32_t> points, Use use) {
  while (!points.empty()) {
    const auto together = points.first(count_together(demand, points));
    points = points.subspan(together.size());
    use(together, box_of(demand, together));
  }
}

/// Adds the ways to points that lie together, where concern(point, around) says so.
template <typename Concern>
void add_ways(const Demand& demand, const RoadAccess& access,
              std::span<const std::uint32_t> together, const geo::Box& box, Concern concern,
              std::vector<NodeWay>& found) {
  const auto near = access.neighbourhood(box);
  Surroundings around;
  for (const auto point : together) {
    access.look(near, demand.points[point].position, around);
    if (concern(point, around))
      for (const auto& way : access.ways_to(around))
        found.push_back({start_of(access.network().graph, way.half),
                         {point, static_cast<geo::Cost>(std::lround(way.cost))}});
  }
}

/// What find(points, found) finds for runs of the points along a curve, on all threads.
template <typename Find>
std::vector<std::vector<NodeWay>> find_ways(const Demand& demand, const std::stop_token& stop,
                                            Find find) {
  constexpr std::size_t run = 512;
  const auto order = along_curve(demand);
  const std::span<const std::uint32_t> points = order;
  std::vector<std::vector<NodeWay>> found((points.size() + run - 1) / run);
  geo::parallel_for(found.size(), stop, [&](std::size_t i) {
    find(points.subspan(i * run, std::min(run, points.size() - i * run)), found[i]);
  });
  return found;
}

/// In the order of the nodes: what for_each_kept(use) calls use(node, way) for, and what was found.
template <typename Kept>
WaysByNode by_node(const std::vector<std::vector<NodeWay>>& found, std::size_t node_count,
                   std::size_t point_count, Kept for_each_kept) {
  WaysByNode made;
  made.point_count = point_count;
  made.starts.resize(node_count + 1);
  const auto count = [&](std::uint32_t node, const WaysByNode::Way&) { ++made.starts[node + 1]; };
  const auto for_each = [&](auto use) {
    for_each_kept(use);
    for (const auto& ways : found)
      for (const auto& way : ways)
        use(way.node, way.way);
  };
  for_each(count);
  for (std::size_t node = 1; node < made.starts.size(); ++node)
    made.starts[node] += made.starts[node - 1];
  made.ways.resize(made.starts.back());
  auto next = made.starts;
  for_each([&](std::uint32_t node, const WaysByNode::Way& way) { made.ways[next[node]++] = way; });
  return made;
}

} // namespace

WaysByNode ways_by_node(const Demand& demand, const RoadAccess& access,
                        const std::stop_token& stop) {
  const auto found = find_ways(demand, stop, [&](auto points, auto& of_run) {
    for_each_together(demand, points, [&](auto together, const auto& box) {
      add_ways(
          demand, access, together, box, [](auto...) { return true; }, of_run);
    });
  });
  return by_node(found, access.network().graph.node_count(), demand.points.size(), [](auto) {});
}

WaysByNode ways_after(const WaysByNode& ways, const geo::TravelWeights& other, const Demand& demand,
                      const RoadAccess& access, const std::stop_token& stop) {
  const WayChanges changes(access, other);
  std::vector<std::uint8_t> is_changed(demand.points.size());
  const auto concern = [&](std::uint32_t point, const Surroundings& around) {
    is_changed[point] = changes.concern(around) ? 1 : 0;
    return is_changed[point] != 0;
  };
  const auto found = find_ways(demand, stop, [&](auto points, auto& of_run) {
    for_each_together(demand, points, [&](auto together, const auto& box) {
      if (changes.may_concern(box))
        add_ways(demand, access, together, box, concern, of_run);
    });
  });
  return by_node(found, ways.starts.size() - 1, demand.points.size(), [&](auto use) {
    for (std::uint32_t node = 0; node + 1 < ways.starts.size(); ++node)
      for (const auto& way : ways.of(node))
        if (is_changed[way.point] == 0)
          use(node, way);
  });
}

WaysByNode ways_of_points(const WaysByNode& ways, std::span<const std::uint8_t> is_wanted) {
  WaysByNode wanted;
  wanted.point_count = ways.point_count;
  wanted.starts.assign(1, 0);
  for (std::uint32_t node = 0; node + 1 < ways.starts.size(); ++node) {
    std::ranges::copy_if(ways.of(node), std::back_inserter(wanted.ways),
                         [&](const auto& way) { return is_wanted[way.point] != 0; });
    wanted.starts.push_back(static_cast<std::uint32_t>(wanted.ways.size()));
  }
  return wanted;
}

} // namespace layers
