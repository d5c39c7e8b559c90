#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace layers {

/// A condition in OGR SQL ("where") on objects that have texts by name, as OpenStreetMap's have
/// tags. Belongs to one thread.
class TextCondition {
public:
  /// Throws invalid_input, naming `source`, for what is no condition.
  TextCondition(const std::string& where, const std::string& source);
  ~TextCondition();
  TextCondition(TextCondition&&) noexcept;
  TextCondition& operator=(TextCondition&&) noexcept;
  TextCondition(const TextCondition&) = delete;
  TextCondition& operator=(const TextCondition&) = delete;

  /// What the condition asks about.
  const std::vector<std::string>& names() const;
  /// `texts`: one for each of the names; null: the object has none.
  bool holds(std::span<const char* const> texts) const;

private:
  struct Query;
  std::unique_ptr<Query> m_query;
};

} // namespace layers
