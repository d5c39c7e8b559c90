#include "layers/features/value_dictionary.hpp"

#include <algorithm>

#include "geo/error.hpp"
#include "geo/tile/mvt_value.hpp"

namespace layers {

namespace {

struct AsValue {
  ValueType type;

  ValueView operator()(std::string_view text) const {
    if (type == ValueType::time)
      return TimeView{text};
    if (type == ValueType::json)
      return JsonView{text};
    return text;
  }
  ValueView operator()(std::uint64_t number) const { return whole_number(number); }
  template <typename Other>
  ValueView operator()(Other value) const {
    return value;
  }
};

bool are(ValueType a, ValueType b, ValueType one, ValueType other) {
  return (a == one && b == other) || (a == other && b == one);
}

} // namespace

ValueType common_type(ValueType a, ValueType b) {
  if (a == b || b == ValueType::null)
    return a;
  if (a == ValueType::null)
    return b;
  if (are(a, b, ValueType::integer, ValueType::real))
    return ValueType::real;
  return are(a, b, ValueType::text, ValueType::time) ? ValueType::text : ValueType::mixed;
}

ValueView ValueDictionary::value(std::uint32_t number) const {
  if (number == no_value)
    return {};
  if (number == null_value)
    return Null{};
  return std::visit(AsValue{type(number)}, geo::decode_mvt_value(encoded(number)));
}

std::uint32_t ValueDictionary::add(std::string_view bytes) {
  const auto number = static_cast<std::uint32_t>(size());
  m_bytes += bytes;
  if (m_bytes.size() > std::numeric_limits<std::uint32_t>::max())
    geo::fail(geo::ErrorKind::too_large, "attributes: more than 4 GB of distinct values");
  m_starts.push_back(static_cast<std::uint32_t>(m_bytes.size()));
  return number;
}

void ValueDictionary::shrink_to_fit() {
  m_bytes.shrink_to_fit();
  m_starts.shrink_to_fit();
}

} // namespace layers
