// 1. Borders are cut at the sides of the box; each stretch says on which side its polygon lies.
// 2. Their ends and the places where they cross part the box into upright slabs. In a slab no
//    stretch begins, ends or crosses another.
// 3. So from the south up each passed stretch turns its polygon on or off, and where both are on,
//    the height in the slab's middle, times its width, is the area (all are trapezoids).
#include "geo/border_in_box.hpp"

#include <algorithm>

namespace geo {

namespace {

double y_at(const BorderStretch& stretch, double x) {
  const double share = (x - stretch.west_x) / (stretch.east_x - stretch.west_x);
  return stretch.west_y + (stretch.east_y - stretch.west_y) * share;
}

bool passes(const BorderStretch& stretch, double y) {
  return (stretch.west_y < y && stretch.east_y > y) || (stretch.west_y > y && stretch.east_y < y);
}

void add_in_height(const BorderStretch& stretch, std::vector<BorderStretch>& border) {
  for (const double side : {0.0, 1.0}) {
    if (!passes(stretch, side))
      continue;
    const double share = (side - stretch.west_y) / (stretch.east_y - stretch.west_y);
    auto west = stretch;
    auto east = stretch;
    west.east_x = east.west_x = stretch.west_x + (stretch.east_x - stretch.west_x) * share;
    west.east_y = east.west_y = side;
    add_in_height(west, border);
    return add_in_height(east, border);
  }
  if (stretch.west_x >= stretch.east_x || std::min(stretch.west_y, stretch.east_y) >= 1)
    return;
  border.push_back(stretch);
  border.back().west_y = std::max(stretch.west_y, 0.0);
  border.back().east_y = std::max(stretch.east_y, 0.0);
}

/// A stretch in the sweep.
struct Slope {
  double west_x = 0;
  double east_x = 0;
  double west_y = 0;
  double rise = 0; ///< dy/dx
  int turn = 0;
  bool is_of_others = false;

  Slope(const BorderStretch& stretch, bool others)
      : west_x(stretch.west_x), east_x(stretch.east_x), west_y(stretch.west_y),
        rise((stretch.east_y - stretch.west_y) / (stretch.east_x - stretch.west_x)),
        turn(stretch.turn), is_of_others(others) {}
  double y(double x) const { return west_y + (x - west_x) * rise; }
};

/// All from west to east.
std::vector<Slope> sorted(std::span<const BorderStretch> one,
                          std::span<const BorderStretch> others) {
  std::vector<Slope> all;
  all.reserve(one.size() + others.size());
  for (const auto& stretch : one)
    all.emplace_back(stretch, false);
  for (const auto& stretch : others)
    all.emplace_back(stretch, true);
  std::ranges::sort(all, {}, &Slope::west_x);
  return all;
}

void add_crossing(const Slope& a, const Slope& b, std::vector<double>& cuts) {
  const double west = std::max(a.west_x, b.west_x);
  const double east = std::min(a.east_x, b.east_x);
  const double at_west = a.y(west) - b.y(west);
  const double at_east = a.y(east) - b.y(east);
  if ((at_west < 0 && at_east > 0) || (at_west > 0 && at_east < 0))
    cuts.push_back(west + (east - west) * (at_west / (at_west - at_east)));
}

/// Where slabs begin and end.
std::vector<double> cuts_of(std::span<const Slope> all) {
  std::vector<double> cuts;
  cuts.reserve(3 * all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    cuts.push_back(all[i].west_x);
    cuts.push_back(all[i].east_x);
    for (auto j = i + 1; j < all.size() && all[j].west_x < all[i].east_x; ++j)
      add_crossing(all[i], all[j], cuts);
  }
  std::ranges::sort(cuts);
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return cuts;
}

/// A stretch in the middle of a slab.
struct Passed {
  double y = 0;
  int turn = 0;
  bool is_of_others = false;
};

/// Height in which both are on.
double common_height(std::span<const Passed> from_south) {
  double height = 0;
  int one = 0;
  int others = 0;
  for (std::size_t i = 0; i < from_south.size(); ++i) {
    (from_south[i].is_of_others ? others : one) += from_south[i].turn;
    const double next = i + 1 < from_south.size() ? from_south[i + 1].y : 1;
    if (one > 0 && others > 0)
      height += next - from_south[i].y;
  }
  return height;
}

} // namespace

void add_border(LonLat a, LonLat b, const Box& box, std::vector<BorderStretch>& border) {
  const double width = box.east - box.west;
  const double height = box.north - box.south;
  const int turn = a.lon < b.lon ? 1 : -1;
  if (turn < 0)
    std::swap(a, b);
  const BorderStretch whole{(a.lon - box.west) / width, (a.lat - box.south) / height,
                            (b.lon - box.west) / width, (b.lat - box.south) / height, turn};
  auto inside = whole;
  if (whole.west_x < 0) {
    inside.west_x = 0;
    inside.west_y = y_at(whole, 0);
  }
  if (whole.east_x > 1) {
    inside.east_x = 1;
    inside.east_y = y_at(whole, 1);
  }
  if (inside.west_x < inside.east_x)
    add_in_height(inside, border);
}

double share_within(std::span<const BorderStretch> border) {
  double share = 0;
  for (const auto& stretch : border) {
    const double above = 1 - (stretch.west_y + stretch.east_y) / 2;
    share += stretch.turn * (stretch.east_x - stretch.west_x) * above;
  }
  return share;
}

double share_within(std::span<const BorderStretch> one, std::span<const BorderStretch> others) {
  const auto all = sorted(one, others);
  const auto cuts = cuts_of(all);
  std::vector<Slope> open;
  std::vector<Passed> passed;
  std::size_t next = 0;
  double share = 0;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    std::erase_if(open, [&](const auto& stretch) { return stretch.east_x <= cuts[i]; });
    for (; next < all.size() && all[next].west_x <= cuts[i]; ++next)
      open.push_back(all[next]);
    passed.clear();
    for (const auto& stretch : open)
      passed.push_back(
          {stretch.y((cuts[i] + cuts[i + 1]) / 2), stretch.turn, stretch.is_of_others});
    std::ranges::sort(passed, {}, &Passed::y);
    share += common_height(passed) * (cuts[i + 1] - cuts[i]);
  }
  return share;
}

} // namespace geo
