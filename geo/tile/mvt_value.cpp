#include "geo/tile/mvt_value.hpp"

#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>

namespace geo {

namespace {

// Field numbers of vector_tile.proto, message Value.
namespace field {
constexpr protozero::pbf_tag_type string_value = 1;
constexpr protozero::pbf_tag_type double_value = 3;
constexpr protozero::pbf_tag_type uint_value = 5;
constexpr protozero::pbf_tag_type sint_value = 6;
constexpr protozero::pbf_tag_type bool_value = 7;
} // namespace field

class ValueWriter {
public:
  explicit ValueWriter(std::string& out) : m_writer(out) {}

  void operator()(std::string_view text) {
    m_writer.add_string(field::string_value, text.data(), text.size());
  }
  void operator()(double number) { m_writer.add_double(field::double_value, number); }
  void operator()(std::uint64_t number) { m_writer.add_uint64(field::uint_value, number); }
  void operator()(std::int64_t number) {
    if (number < 0)
      m_writer.add_sint64(field::sint_value, number);
    else
      m_writer.add_uint64(field::uint_value, static_cast<std::uint64_t>(number));
  }
  void operator()(bool truth) { m_writer.add_bool(field::bool_value, truth); }

private:
  protozero::pbf_writer m_writer;
};

} // namespace

std::string encode_mvt_value(const MvtValue& value) {
  std::string out;
  append_mvt_value(out, value);
  return out;
}

void append_mvt_value(std::string& out, const MvtValue& value) {
  std::visit(ValueWriter(out), value);
}

MvtValue decode_mvt_value(std::string_view encoded) {
  protozero::pbf_reader value(encoded.data(), encoded.size());
  value.next();
  switch (value.tag()) {
  case field::double_value:
    return value.get_double();
  case field::uint_value:
    return value.get_uint64();
  case field::sint_value:
    return value.get_sint64();
  case field::bool_value:
    return value.get_bool();
  default: {
    const auto text = value.get_view();
    return std::string_view(text.data(), text.size());
  }
  }
}

} // namespace geo
