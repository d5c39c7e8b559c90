#include "layers/roads/barriers.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "layers/catalog/layer_roles.hpp"
#include "layers/catalog/source.hpp"
#include "layers/config/osm_layers.hpp"
#include "layers/osm/osm_reader.hpp"
#include "layers/roads/vehicle_limits.hpp"

namespace layers {

namespace {

/// Points that say barriers or limits of vehicles.
LayerConfig barrier_points(const Layer& roads) {
  LayerConfig config;
  config.id = roads.config.id;
  config.source = roads.config.source;
  config.reading = roads.config.reading;
  config.tables = {"points"};
  config.where = "barrier IS NOT NULL";
  for (const auto& key : limit_keys())
    config.where += " OR " + key + " IS NOT NULL";
  return config;
}

std::shared_ptr<const Layer> read_points(const LayerConfig& config) {
  auto read = read_osm(config.source, {config});
  if (read.front().error)
    std::rethrow_exception(read.front().error);
  return make_layer(config, finish_layer(std::move(read.front().raw), config));
}

/// How wide it is does not matter once it is out of the way.
AccessRules with_limits(AccessRules barrier, const Exceeded& exceeded) {
  auto limits = exceeded.forward;
  limits.add(exceeded.backward);
  if (barrier.has(AccessRule::opened_barrier))
    limits.remove(AccessRule::max_width);
  barrier.add(limits);
  return barrier;
}

void add_barriers(const Layer& points, const SpeedProfile& profile, Barriers& barriers) {
  const auto rules = barrier_rules(points, permits_of(points, profile), profile);
  const auto exceeded = exceeded_limits(points, profile);
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (const auto all = with_limits(rules[i], exceeded[i]); all.any())
      barriers.add(points.features->feature(i).points()[0], all);
}

std::vector<LoadReport::Problem> problems_of(const Layer& points, const SpeedProfile& profile) {
  auto problems = limit_problems(points, profile);
  for (auto& problem : problems)
    problem.what = "of a barrier, " + problem.what;
  return problems;
}

} // namespace

std::uint64_t Barriers::key_of(geo::LonLat vertex) {
  const auto whole = [](double degrees) {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(std::llround(degrees * 1e7)));
  };
  return std::uint64_t{whole(vertex.lon)} << 32U | whole(vertex.lat);
}

ReadBarriers read_barriers(const LayerList& roads, const SpeedProfile& profile) {
  ReadBarriers read;
  std::set<std::string> sources; // several layers may come from one file
  for (const auto& layer : roads) {
    auto& problems = read.problems.emplace_back();
    if (!is_osm_file(layer->config.source) || !sources.insert(layer->config.source).second)
      continue;
    const auto points = read_points(barrier_points(*layer));
    add_barriers(*points, profile, read.barriers);
    problems = problems_of(*points, profile);
  }
  return read;
}

} // namespace layers
