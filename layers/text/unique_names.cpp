#include "layers/text/unique_names.hpp"

#include <fmt/core.h>

namespace layers {

std::string UniqueNames::take(const std::string& name) {
  if (m_taken.insert(name).second)
    return name;
  auto& n = m_last.try_emplace(name, 1).first->second;
  auto unique = fmt::format("{}_{}", name, ++n);
  while (!m_taken.insert(unique).second)
    unique = fmt::format("{}_{}", name, ++n);
  return unique;
}

} // namespace layers
