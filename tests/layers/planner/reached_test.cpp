// One answer to "is this place reached": nearest stations, coverage and areas over random towns
// with closed zones and water, beside an oracle that knows nothing of edges: a point on every metre
// of every road, Dijkstra's algorithm from point to point, and a walk from every one of them.
#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <random>

#include <gtest/gtest.h>

#include "geo/geometry.hpp"
#include "geo/intersects.hpp"
#include "tests/support/planner_sketch.hpp"

namespace {

using namespace support;
using geo::LocalXY;
using layers::Question;
using nlohmann::json;

constexpr double walking_m_s = 1;
constexpr double never = std::numeric_limits<double>::infinity();

struct Street {
  LocalXY a;
  LocalXY b;
  double m_s = 0;
  bool is_one_way = false;
};

struct Rectangle {
  double west = 0, south = 0, east = 0, north = 0;

  Rectangle grown(double by) const { return {west - by, south - by, east + by, north + by}; }
  /// Whether a line has a point inside (Liang and Barsky, 1984).
  bool meets(LocalXY a, LocalXY b) const {
    double first = 0;
    double last = 1;
    const auto clip = [&](double at_a, double at_b, double low, double high) {
      const double along = at_b - at_a;
      if (along == 0)
        return at_a > low && at_a < high;
      const auto [enter, leave] = std::minmax({(low - at_a) / along, (high - at_a) / along});
      first = std::max(first, enter);
      last = std::min(last, leave);
      return first < last;
    };
    return clip(a.x_m, b.x_m, west, east) && clip(a.y_m, b.y_m, south, north);
  }
};

struct Town {
  std::vector<Street> streets;
  std::vector<Rectangle> closed;
  std::vector<Rectangle> water;
  LocalXY station;

  explicit Town(unsigned seed) {
    std::mt19937 random(seed);
    const auto pick = [&](int below) {
      return static_cast<int>(random() % static_cast<unsigned>(below));
    };
    for (int x = 0; x < 5; ++x)
      for (int y = 0; y < 5; ++y) {
        const LocalXY corner{x * 150.0, y * 150.0};
        const auto street = [&](LocalXY to) {
          if (pick(4) > 0)
            streets.push_back({corner, to, (4.0 + pick(40)) / 3.6, pick(5) == 0});
        };
        street({corner.x_m + 150, corner.y_m});
        street({corner.x_m, corner.y_m + 150});
      }
    streets.push_back({{0, 0}, {-300, 0}, 10, false});
    station = {-200, 8};
    for (int i = 0; i < 4; ++i) {
      const double west = pick(700) + 0.37;
      const double south = pick(700) + 0.37;
      (i < 3 ? closed : water).push_back({west, south, west + 20 + pick(150), south + 30});
    }
  }

  MapSketch sketch() const {
    MapSketch map;
    for (const auto& street : streets)
      map.road({street.a, street.b},
               fmt::format(R"("class":"residential","speed":{},"oneway":"{}")", street.m_s * 3.6,
                           street.is_one_way ? "yes" : "no"));
    map.station(station);
    for (const auto& zone : closed)
      map.zone(zone.west, zone.south, zone.east, zone.north, R"("severity":3,"type":"river")");
    for (const auto& lake : water)
      map.water(lake.west, lake.south, lake.east, lake.north);
    return map;
  }
};

/// The times of a town's roads, metre by metre.
class Oracle {
public:
  /// Zones and water as much larger, and walks as much shorter, as `by_m` says.
  Oracle(const Town& town, bool is_closed, double by_m) : m_town(town), m_by_m(by_m) {
    for (const auto& street : town.streets)
      add(street, is_closed);
    if (is_closed)
      for (const auto& zone : town.closed)
        m_closed.push_back(zone.grown(by_m));
    for (const auto& lake : town.water)
      m_water.push_back(lake.grown(by_m));
    std::size_t nearest = 0;
    for (std::size_t i = 0; i < m_places.size(); ++i)
      if (distance(m_places[i], town.station) < distance(m_places[nearest], town.station))
        nearest = i;
    search(nearest, distance(m_places[nearest], town.station) / (20 / 3.6));
  }

  double time_at(LocalXY place) const {
    double least = never;
    for (std::size_t i = 0; i < m_places.size(); ++i)
      if (const double far = distance(m_places[i], place);
          m_times[i] + far / walking_m_s < least && far <= 100 - m_by_m && is_free(i, place, far))
        least = m_times[i] + far / walking_m_s;
    return least;
  }

private:
  static double distance(LocalXY a, LocalXY b) { return std::hypot(a.x_m - b.x_m, a.y_m - b.y_m); }

  bool is_free(std::size_t i, LocalXY place, double far) const {
    const auto meets = [&](const Rectangle& wall) { return wall.meets(m_places[i], place); };
    return std::ranges::none_of(m_closed, meets) &&
           (far <= 15 - m_by_m || std::ranges::none_of(m_water, meets));
  }

  void add(const Street& street, bool is_closed) {
    const double length = distance(street.a, street.b);
    const auto count = static_cast<int>(std::ceil(length));
    std::size_t before = 0;
    for (int i = 0; i <= count; ++i) {
      const double share = double(i) / count;
      const LocalXY at{street.a.x_m + share * (street.b.x_m - street.a.x_m),
                       street.a.y_m + share * (street.b.y_m - street.a.y_m)};
      const auto number = i == 0 || i == count ? corner(at) : append(at);
      const auto is_shut = [&](const Rectangle& zone) { return zone.meets(m_places[before], at); };
      const bool is_cut = is_closed && std::ranges::any_of(m_town.closed, is_shut);
      if (i > 0 && !is_cut) {
        m_ways[before].push_back({number, length / count / street.m_s});
        if (!street.is_one_way)
          m_ways[number].push_back({before, length / count / street.m_s});
      }
      before = number;
    }
  }
  std::size_t append(LocalXY at) {
    m_places.push_back(at);
    m_ways.emplace_back();
    return m_places.size() - 1;
  }
  std::size_t corner(LocalXY at) {
    const auto same = [&](std::size_t i) { return distance(m_places[i], at) < 0.01; };
    const auto found = std::ranges::find_if(m_corners, same);
    if (found != m_corners.end())
      return *found;
    return m_corners.emplace_back(append(at));
  }

  void search(std::size_t from, double start_s) {
    m_times.assign(m_places.size(), never);
    using Entry = std::pair<double, std::size_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> waiting;
    waiting.emplace(start_s, from);
    while (!waiting.empty()) {
      const auto [time, at] = waiting.top();
      waiting.pop();
      if (time >= m_times[at])
        continue;
      m_times[at] = time;
      for (const auto& way : m_ways[at])
        waiting.emplace(time + way.second, way.first);
    }
  }

  const Town& m_town;
  double m_by_m;
  std::vector<Rectangle> m_closed;
  std::vector<Rectangle> m_water;
  std::vector<LocalXY> m_places;
  std::vector<std::size_t> m_corners;
  std::vector<std::vector<std::pair<std::size_t, double>>> m_ways;
  std::vector<double> m_times;
};

std::vector<LocalXY> random_places(unsigned seed, int count) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> anywhere(-120, 850);
  std::vector<LocalXY> places;
  for (int i = 0; i < count; ++i)
    places.push_back({anywhere(random), anywhere(random)});
  return places;
}

layers::ResponseConfig options() {
  auto options = config();
  options.water = {"water"};
  return options;
}

/// When the station arrives at each place by road; infinite: it does not.
std::vector<double> nearest_times(const layers::Map& map, const MapSketch& sketch,
                                  const std::vector<LocalXY>& places, layers::Params params) {
  std::string points;
  for (const auto place : places) {
    const auto at = sketch.at(place.x_m, place.y_m);
    points += fmt::format("{}{:.9f},{:.9f}", points.empty() ? "" : ";", at.lon, at.lat);
  }
  params.emplace_back("point", points);
  std::vector<double> times(places.size(), never);
  const auto answer = asked(Question::nearest_stations, params, map);
  for (const auto& way : answer["features"])
    if (way["properties"]["by"] == "road")
      times[way["properties"]["point"].get<std::size_t>() - 1] = way["properties"]["arrival_s"];
  return times;
}

bool lies_in(const json& geometry, geo::LonLat place) {
  unsigned around = 0;
  const auto polygons = geometry["type"] == "Polygon" ? json::array({geometry["coordinates"]})
                                                      : geometry["coordinates"];
  for (const auto& polygon : polygons)
    for (const auto& ring : polygon) {
      std::vector<geo::LonLat> points;
      for (const auto& p : ring)
        points.push_back({p[0], p[1]});
      around += unsigned{geo::contains(points, place)};
    }
  return around % 2 == 1;
}

class Reached : public testing::TestWithParam<unsigned> {
protected:
  const Town m_town{GetParam()};
  const MapSketch m_sketch = m_town.sketch();
  const layers::Map m_map = model_of(m_sketch, options());
  const std::vector<LocalXY> m_places = random_places(GetParam(), 60);

  static layers::Params params(bool is_closed) {
    return is_closed ? layers::Params{{"closed_by", "flood"}} : layers::Params{};
  }
};

TEST_P(Reached, NearestIsTheLeastOverAllRoadsAndWalks) {
  constexpr double rounding_s = 1.5; // tenths of a second for each of some dozen edges
  for (const bool is_closed : {false, true}) {
    const Oracle soonest(m_town, is_closed, -1);
    const Oracle latest(m_town, is_closed, 1);
    const auto times = nearest_times(m_map, m_sketch, m_places, params(is_closed));
    for (std::size_t i = 0; i < m_places.size(); ++i) {
      const auto place = m_places[i];
      EXPECT_GE(times[i], soonest.time_at(place) - rounding_s)
          << place.x_m << " " << place.y_m << " " << is_closed;
      EXPECT_LE(times[i], latest.time_at(place) + rounding_s)
          << place.x_m << " " << place.y_m << " " << is_closed;
    }
  }
}

TEST_P(Reached, CoverageCountsTheSamePlaces) {
  for (const bool is_closed : {false, true}) {
    const auto times = nearest_times(m_map, m_sketch, m_places, params(is_closed));
    auto sketch = m_sketch;
    for (const auto place : m_places)
      sketch.people(place, 1);
    for (const int limit_s : {60, 120, 240}) {
      auto question = params(is_closed);
      question.emplace_back("limits_s", std::to_string(limit_s));
      const auto answer = asked(Question::coverage, question, model_of(sketch, options()));
      const auto in_time =
          std::ranges::count_if(times, [&](double time) { return time <= limit_s; });
      const auto nearly =
          std::ranges::count_if(times, [&](double time) { return std::abs(time - limit_s) < 0.3; });
      EXPECT_NEAR(answer["summary"]["asked"]["limits"][0]["covered"].get<double>(),
                  static_cast<double>(in_time), static_cast<double>(nearly))
          << limit_s << " " << is_closed;
    }
  }
}

TEST_P(Reached, ExactAreasHoldTheSamePlaces) {
  constexpr int limit_s = 120;
  const auto places = random_places(GetParam() + 100, 400);
  for (const bool is_closed : {false, true}) {
    const auto times = nearest_times(m_map, m_sketch, places, params(is_closed));
    auto question = params(is_closed);
    question.emplace_back("limits_s", std::to_string(limit_s));
    question.emplace_back("method", "exact");
    json area;
    const auto answer = asked(Question::response_areas, question, m_map);
    for (const auto& feature : answer["features"])
      if (feature["properties"]["state"] == "asked")
        area = feature["geometry"];
    int differ = 0;
    for (std::size_t i = 0; i < places.size(); ++i)
      differ += lies_in(area, m_sketch.at(places[i].x_m, places[i].y_m)) != (times[i] <= limit_s);
    EXPECT_LE(differ, 2) << is_closed; // within some centimetres of the border
  }
}

TEST_P(Reached, AZoneThatClosesNothingChangesNoTime) {
  auto zoned = m_sketch;
  std::mt19937 random(GetParam());
  for (int i = 0; i < 30; ++i) {
    const double west = static_cast<double>(random() % 800);
    const double south = static_cast<double>(random() % 800);
    zoned.zone(west, south, west + 60, south + 40, R"("severity":1,"type":"rain")");
  }
  const auto plain = nearest_times(m_map, m_sketch, m_places, {});
  const auto with_zones = nearest_times(model_of(zoned, options()), zoned, m_places, {});
  for (std::size_t i = 0; i < plain.size(); ++i)
    if (plain[i] != with_zones[i]) { // both may be infinite
      EXPECT_NEAR(plain[i], with_zones[i], 1.5) << m_places[i].x_m << " " << m_places[i].y_m;
    }
}

INSTANTIATE_TEST_SUITE_P(Towns, Reached, testing::Range(1U, 9U));

} // namespace
