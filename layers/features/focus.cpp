// From the box of all, that side is moved inwards, by a thousandth of the points, which makes it
// smaller by most; again and again, until two of a hundred points lie outside. Of these boxes the
// first is taken that is not much larger than the last: what lies densely is not cut.
#include "layers/features/focus.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace layers {

namespace {

constexpr std::size_t most_sampled = 5000;
constexpr double most_outside = 0.02;   ///< of the points
constexpr double least_touching = 0.95; ///< of the features
constexpr double most_narrowed = 0.5;   ///< its width or height, for it to be worth it
constexpr double most_larger = 1.05;    ///< than the last box

double width(const geo::Box& box) {
  return box.east - box.west;
}

double height(const geo::Box& box) {
  return box.north - box.south;
}

/// The size of a box as a share of another's; points and lines have a size, too.
double share_of(const geo::Box& box, const geo::Box& of) {
  constexpr double least_deg = 1e-9;
  return (width(box) + least_deg) / (width(of) + least_deg) * (height(box) + least_deg) /
         (height(of) + least_deg);
}

/// The number that so many others are less than.
double at_place(std::vector<double>& numbers, std::size_t place) {
  const auto found = numbers.begin() + static_cast<std::ptrdiff_t>(place);
  std::ranges::nth_element(numbers, found);
  return *found;
}

/// How many points a side moves over: `step`, more where that leads nowhere, `most` at most.
struct Move {
  std::size_t step = 1;
  std::size_t most = 1;
};

/// Where a side at the least of the numbers goes.
double moved_up(std::vector<double>& numbers, double side, const Move& move) {
  for (auto place = move.step; place <= move.most; place *= 2)
    if (const double there = at_place(numbers, place); there != side)
      return there;
  return side;
}

/// Where one at the greatest goes.
double moved_down(std::vector<double>& numbers, double side, const Move& move) {
  for (auto place = move.step; place <= move.most; place *= 2)
    if (const double there = at_place(numbers, numbers.size() - 1 - place); there != side)
      return there;
  return side;
}

/// The box of points with that side moved in which makes it smaller by most.
geo::Box best_cut(const std::vector<geo::LonLat>& points, const geo::Box& box, const Move& move) {
  std::vector<double> lons;
  std::vector<double> lats;
  for (const auto& point : points) {
    lons.push_back(point.lon);
    lats.push_back(point.lat);
  }
  std::array<geo::Box, 4> cuts{box, box, box, box};
  cuts[0].west = moved_up(lons, box.west, move);
  cuts[1].east = moved_down(lons, box.east, move);
  cuts[2].south = moved_up(lats, box.south, move);
  cuts[3].north = moved_down(lats, box.north, move);
  return *std::ranges::min_element(cuts, {},
                                   [&](const geo::Box& cut) { return share_of(cut, box); });
}

/// Where all but two of a hundred lie, or somewhat more.
geo::Box box_of_most(std::vector<geo::LonLat> points) {
  const auto step = std::max<std::size_t>(1, points.size() / 1000);
  auto budget = static_cast<std::size_t>(static_cast<double>(points.size()) * most_outside);
  std::vector<geo::Box> boxes{geo::bounding_box(points)};
  while (budget >= step) {
    boxes.push_back(best_cut(points, boxes.back(), {step, budget}));
    const auto gone =
        std::erase_if(points, [&](geo::LonLat p) { return !boxes.back().contains(p); });
    if (gone == 0)
      break;
    budget -= std::min(budget, gone);
  }
  return *std::ranges::find_if(
      boxes, [&](const geo::Box& box) { return share_of(box, boxes.back()) <= most_larger; });
}

/// Taken evenly from all.
std::vector<geo::LonLat> sampled(std::span<const geo::LonLat> points) {
  std::vector<geo::LonLat> some;
  for (std::size_t i = 0; i < points.size(); i += points.size() / most_sampled + 1)
    some.push_back(points[i]);
  return some;
}

bool touches_nearly_all(const geo::Box& focus, std::span<const geo::Box> boxes) {
  const auto touching =
      std::ranges::count_if(boxes, [&](const geo::Box& box) { return focus.intersects(box); });
  return static_cast<double>(touching) >= least_touching * static_cast<double>(boxes.size());
}

} // namespace

geo::Box focus_of(const geo::Geometry& geometry, std::span<const geo::Box> boxes) {
  geo::Box all;
  for (const auto& box : boxes)
    all.extend(box);
  if (geometry.points.empty())
    return all;
  const auto most = box_of_most(sampled(geometry.points));
  const bool is_much_smaller =
      width(most) <= most_narrowed * width(all) || height(most) <= most_narrowed * height(all);
  return is_much_smaller && touches_nearly_all(most, boxes) ? most : all;
}

} // namespace layers
