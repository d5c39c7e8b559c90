#include "layers/features/cluster_sums.hpp"

#include "layers/features/feature_set.hpp"

namespace layers {

const std::vector<double>&
ClusterSums::before(const FeatureSet& features, const std::string& key,
                    const std::function<std::vector<double>()>& values) const {
  const std::lock_guard lock(m_mutex);
  auto& sums = m_by_key[key];
  if (!sums.empty())
    return sums;
  const auto numbers = values();
  sums.push_back(0);
  for (const auto slot : features.clusters.numbers()) {
    const double value = numbers[features.index.item_at(slot)];
    sums.push_back(sums.back() + (value > 0 ? value : 0));
  }
  return sums;
}

} // namespace layers
