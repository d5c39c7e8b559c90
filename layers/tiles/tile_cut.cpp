#include "layers/tiles/tile_cut.hpp"

#include <iterator>

namespace layers {

std::size_t features_in(std::span<const Drawn> drawn) {
  std::size_t sum = 0;
  for (const auto& d : drawn)
    sum += d.count;
  return sum;
}

std::vector<Step> steps_for(std::span<const Drawn> drawn, const FeatureSet& features) {
  constexpr Coarseness drops_others = coarseness::merged + 2;
  const auto areas =
      std::ranges::count_if(drawn, [&](const Drawn& d) { return is_area(d, features); });
  if (areas == 0)
    return {{coarseness::without_attributes}, {coarseness::without_attributes, false, false}};
  const bool has_others = areas < std::ssize(drawn);
  std::vector<Step> steps;
  for (Coarseness to = 1; to <= coarseness::last; ++to) {
    steps.push_back({to, true, !has_others || to <= drops_others});
    if (to == drops_others && has_others)
      steps.push_back({to, true, false});
  }
  steps.push_back({coarseness::last, false, false});
  return steps;
}

std::vector<Drawn> sample_of(std::span<const Drawn> drawn) {
  constexpr std::size_t run = 32;
  const auto runs = std::clamp<std::size_t>(drawn.size() / (8 * run), 16, 32);
  if (drawn.size() <= run * runs)
    return {drawn.begin(), drawn.end()};
  std::vector<Drawn> sample;
  for (std::size_t i = 0; i < runs; ++i) {
    const auto part = drawn.subspan(drawn.size() * i / runs, run);
    sample.insert(sample.end(), part.begin(), part.end());
  }
  return sample;
}

std::vector<Drawn> stepped(std::span<const Drawn> drawn, std::span<const std::uint32_t> ranks,
                           std::size_t spared, const Making& making, const Step& step) {
  const auto& features = *making.layer.features;
  std::vector<Drawn> kept;
  std::vector<Drawn> reduced;
  for (std::size_t i = 0; i < drawn.size(); ++i)
    if (spared > 0 && ranks[i] < spared)
      kept.push_back(drawn[i]);
    else if (is_area(drawn[i], features) ? step.keeps_areas : step.keeps_others)
      reduced.push_back(drawn[i]);
  coarsen(reduced, making.layer, making.request.tile, step.coarseness);
  std::vector<Drawn> all;
  std::ranges::merge(kept, reduced, std::back_inserter(all), {}, &Drawn::item, &Drawn::item);
  return all;
}

} // namespace layers
