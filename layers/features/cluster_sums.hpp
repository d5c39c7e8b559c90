#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace layers {

struct FeatureSet;

/// What the points of a layer's clusters add up to in an attribute: people, not places. Made when
/// it is first asked for. Any thread.
class ClusterSums {
public:
  /// Sums over the points before each of PointClusters::numbers(), and over all of them. What is no
  /// number from 0 on counts as 0. `features`: those that this belongs to; `values` makes what each
  /// of them adds, and `key` is equal for equal ones.
  const std::vector<double>& before(const FeatureSet& features, const std::string& key,
                                    const std::function<std::vector<double>()>& values) const;

private:
  mutable std::mutex m_mutex;
  mutable std::map<std::string, std::vector<double>> m_by_key;
};

} // namespace layers
