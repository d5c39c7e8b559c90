#include "layers/features/cluster_sums.hpp"

#include "layers/features/attributes.hpp"

namespace layers {

const std::vector<double>& ClusterSums::before(const FeatureSet& features,
                                               const std::string& attribute) const {
  const std::lock_guard lock(m_mutex);
  auto& sums = m_by_attribute[attribute];
  if (!sums.empty())
    return sums;
  const auto values = number_column(features, attribute);
  sums.push_back(0);
  for (const auto slot : features.clusters.numbers()) {
    const double value = values[features.index.item_at(slot)];
    sums.push_back(sums.back() + (value > 0 ? value : 0));
  }
  return sums;
}

} // namespace layers
