#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>

namespace layers {

/// Names on their way to be different from one another.
class UniqueNames {
public:
  /// The name, or with the first of "_2", "_3", … that was not taken before.
  std::string take(const std::string& name);

private:
  std::unordered_set<std::string> m_taken;
  std::unordered_map<std::string, int> m_last; ///< number that a name was given behind it
};

} // namespace layers
