#include "layers/features/layer_change.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#define XXH_STATIC_LINKING_ONLY // the hash state as a value
#include <xxhash.h>

namespace layers {

namespace {

std::string version_after(const std::string& before, const FeatureChange& step) {
  XXH3_state_t state;
  XXH3_64bits_reset(&state);
  const auto add = [&](const auto& values) {
    const auto count = values.size();
    XXH3_64bits_update(&state, &count, sizeof(count));
    XXH3_64bits_update(&state, values.data(), count * sizeof(values[0]));
  };
  add(before);
  add(step.features.json);
  add(step.features.json_starts);
  add(step.features.geometry.points);
  add(step.features.heights_m);
  add(step.features.geometry.ring_points);
  add(step.features.geometry.part_rings);
  add(step.features.geometry.part_types);
  add(step.features.feature_parts);
  for (const auto& id : step.removed)
    add(id);
  return fmt::format("{:016x}", XXH3_64bits_digest(&state));
}

/// Puts one step on top of others.
class Changing {
public:
  explicit Changing(const Layer& layer) : m_base(*layer.features) {
    if (layer.change)
      m_change = *layer.change;
    for (std::size_t i = 0; i < m_change.features.size(); ++i)
      m_changed.push_back(
          {m_change.features.id_text(i), &m_change.features, i, m_change.places[i]});
  }

  std::shared_ptr<const LayerChange> after(std::shared_ptr<const FeatureChange> step) {
    m_change.version = version_after(m_change.version, *step);
    for (const auto& id : step->removed)
      remove(id);
    for (std::size_t i = 0; i < step->features.size(); ++i)
      put(step->features, i);
    gather();
    m_change.steps.push_back(std::move(step));
    return std::make_shared<const LayerChange>(std::move(m_change));
  }

private:
  struct Changed {
    std::string id;
    const SourceFeatures* from = nullptr;
    std::size_t number = 0; ///< there
    std::uint32_t place = LayerChange::at_the_end;
  };

  /// Takes a feature of the layer itself out; its place, if there was one.
  std::uint32_t take_out(const std::string& id) {
    const auto item = m_base.ids.find(m_base.json, m_base.json_starts, id);
    if (!item)
      return LayerChange::at_the_end;
    const auto at = std::ranges::lower_bound(m_change.gone, *item);
    if (at == m_change.gone.end() || *at != *item) {
      m_change.gone.insert(at, *item);
      m_change.touched.push_back(geo::bounding_box(m_base.feature(*item)));
    }
    return *item;
  }

  void remove(const std::string& id) {
    take_out(id);
    std::erase_if(m_changed, [&](const Changed& one) { return one.id == id; });
  }

  void put(const SourceFeatures& from, std::size_t number) {
    const auto id = from.id_text(number);
    m_change.touched.push_back(geo::bounding_box(from.feature(number)));
    const auto same = std::ranges::find(m_changed, id, &Changed::id);
    if (same == m_changed.end()) {
      m_changed.push_back({id, &from, number, take_out(id)});
    } else {
      same->from = &from;
      same->number = number;
    }
  }

  void gather() {
    SourceFeatures now;
    m_change.places.clear();
    for (const auto& one : m_changed) {
      append_feature(now, *one.from, one.number);
      m_change.places.push_back(one.place);
    }
    m_change.features = std::move(now);
  }

  const FeatureSet& m_base;
  LayerChange m_change;
  std::vector<Changed> m_changed; ///< those of m_change.features as the step leaves them
};

/// Features of the layer (`items`, rising) and changed ones (`changed`, by number), in the order of
/// the layer.
SourceFeatures in_order(const Layer& layer, std::span<const std::uint32_t> items,
                        std::vector<std::uint32_t> changed) {
  const auto& base = *layer.features;
  const auto& change = *layer.change;
  std::ranges::stable_sort(changed, {}, [&](std::uint32_t i) { return change.places[i]; });
  SourceFeatures all;
  for (const auto& attribute : base.attributes.attributes)
    if (attribute.declared != ValueType::null)
      all.declared_types.emplace(attribute.name, attribute.declared);
  auto next = changed.begin();
  const auto append_changed_before = [&](std::uint32_t place) {
    for (; next != changed.end() && change.places[*next] < place; ++next)
      append_feature(all, change.features, *next);
  };
  for (const auto item : items) {
    append_changed_before(item);
    if (!std::ranges::binary_search(change.gone, item))
      append_feature(all, base.feature(item), heights_of(base.heights_m, base.feature(item)),
                     base.json_text(item));
  }
  append_changed_before(LayerChange::at_the_end);
  for (; next != changed.end(); ++next)
    append_feature(all, change.features, *next);
  return all;
}

std::vector<std::uint32_t> all_numbers(std::size_t count) {
  std::vector<std::uint32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

} // namespace

std::shared_ptr<const Layer> with_change(const Layer& layer,
                                         std::shared_ptr<const FeatureChange> step) {
  auto next = std::make_shared<Layer>(layer);
  next->change = Changing(layer).after(std::move(step));
  next->read_at = std::chrono::system_clock::now();
  return next;
}

bool touches(const LayerChange& change, const geo::Box& box) {
  return std::ranges::any_of(change.touched,
                             [&](const geo::Box& one) { return box.intersects(one); });
}

SourceFeatures features_in(const Layer& layer, const geo::Box& box) {
  std::vector<std::uint32_t> items;
  for (const auto& hit : layer.features->index.query(box))
    items.push_back(hit.item);
  std::ranges::sort(items);
  std::vector<std::uint32_t> changed;
  for (std::uint32_t i = 0; i < layer.change->features.size(); ++i)
    if (box.intersects(geo::bounding_box(layer.change->features.feature(i))))
      changed.push_back(i);
  return in_order(layer, items, std::move(changed));
}

std::shared_ptr<const Layer> merged(const Layer& layer) {
  auto next = std::make_shared<Layer>(layer);
  if (!layer.change)
    return next;
  next->features = build_feature_set(in_order(layer, all_numbers(layer.features->size()),
                                              all_numbers(layer.change->features.size())));
  next->report.served = next->features->size();
  next->change = nullptr;
  return next;
}

std::shared_ptr<const Layer> caught_up(std::shared_ptr<const Layer> fresh, const Layer& merged_from,
                                       const Layer& now) {
  const auto done = merged_from.change ? merged_from.change->steps.size() : 0;
  for (std::size_t i = done; now.change && i < now.change->steps.size(); ++i)
    fresh = with_change(*fresh, now.change->steps[i]);
  return fresh;
}

} // namespace layers
