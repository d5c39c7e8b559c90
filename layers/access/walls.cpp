#include "layers/access/walls.hpp"

#include <algorithm>
#include <cmath>

namespace layers {

namespace {

using geo::LocalXY;
using geo::Stretch;

double cross(LocalXY a, LocalXY b) {
  return a.x_m * b.y_m - a.y_m * b.x_m;
}

LocalXY minus(LocalXY a, LocalXY b) {
  return {a.x_m - b.x_m, a.y_m - b.y_m};
}

/// Keeps of a stretch where a value that changes evenly, from `at_0` to `at_1`, is above 0.
bool keep_positive(Stretch& stretch, double at_0, double at_1) {
  const double slope = at_1 - at_0;
  if (slope == 0)
    return at_0 > 0;
  const double zero = -at_0 / slope;
  if (slope > 0)
    stretch.first = std::max(stretch.first, zero);
  else
    stretch.last = std::min(stretch.last, zero);
  return stretch.first < stretch.last;
}

geo::Box box_around(const geo::LocalPlane& plane, double within_m) {
  geo::Box box;
  box.extend(plane.to_lonlat({-within_m, -within_m}));
  box.extend(plane.to_lonlat({within_m, within_m}));
  return box;
}

void add_shape(const geo::ZoneIndex& shape, const geo::Box& box, const geo::LocalPlane& plane,
               Walls& walls) {
  walls.shapes.push_back(&shape);
  shape.visit_border(box, [&](geo::LonLat a, geo::LonLat b) {
    walls.borders.push_back({plane.to_local(a), plane.to_local(b)});
  });
}

} // namespace

bool Walls::contain(geo::LonLat place) const {
  return std::ranges::any_of(shapes, [&](const auto* shape) { return shape->contains(place); });
}

bool Walls::part(LocalXY a, LocalXY b) const {
  return std::ranges::any_of(borders, [&](const Wall& wall) {
    const auto along = minus(b, a);
    const auto across = minus(wall.end, wall.begin);
    return cross(along, minus(wall.begin, a)) * cross(along, minus(wall.end, a)) <= 0 &&
           cross(across, minus(a, wall.begin)) * cross(across, minus(b, wall.begin)) < 0;
  });
}

void closed_zones_near(const RoadNetwork& network, const Scenario& scenario,
                       const geo::LocalPlane& plane, double within_m, Walls& walls) {
  walls.shapes.clear();
  walls.borders.clear();
  const auto box = box_around(plane, within_m);
  for (const auto hit : network.zone_index.query(box))
    if (scenario.zone_closed[hit.item] != 0)
      add_shape(network.zones[hit.item].shape, box, plane, walls);
}

void water_near(const RoadNetwork& network, const geo::LocalPlane& plane, double within_m,
                Walls& walls) {
  walls.shapes.clear();
  walls.borders.clear();
  const auto box = box_around(plane, within_m);
  for (const auto hit : network.water_index.query(box))
    add_shape(network.water_shapes[hit.item], box, plane, walls);
}

std::optional<Stretch> hidden_stretch(const geo::NearSegment& segment, LocalXY place,
                                      const Wall& wall) {
  auto right = minus(wall.begin, place); // seen from the place, the wall goes from right to left
  auto left = minus(wall.end, place);
  if (cross(right, left) < 0)
    std::swap(right, left);
  if (!(cross(right, left) > 0)) // seen from its end it hides nothing
    return std::nullopt;
  const auto a = minus(segment.begin, place);
  const auto b = minus(segment.end, place);
  const auto behind = [&](LocalXY p) { return cross(minus(right, left), minus(p, left)); };
  Stretch stretch;
  if (keep_positive(stretch, cross(right, a), cross(right, b)) &&
      keep_positive(stretch, cross(a, left), cross(b, left)) &&
      keep_positive(stretch, behind(a), behind(b)))
    return stretch;
  return std::nullopt;
}

std::vector<Stretch> open_stretches(Stretch whole, std::vector<Stretch>& hidden) {
  constexpr double least = 1e-6;
  std::ranges::sort(hidden, {}, &Stretch::first);
  std::vector<Stretch> open;
  double begin = whole.first;
  const auto end_at = [&](double end) {
    if (end - begin > least || (hidden.empty() && end >= begin))
      open.push_back({begin, end});
  };
  for (const auto& part : hidden) {
    end_at(std::min(part.first, whole.last));
    begin = std::max(begin, part.last);
  }
  end_at(whole.last);
  return open;
}

} // namespace layers
