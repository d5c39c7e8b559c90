#include "geo/geojson.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string_view>

namespace geo {

namespace {

constexpr std::array<std::int64_t, 10> powers_of_ten = {
    1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

/// Writes a value that is already scaled to an integer; returns the end.
char* write_scaled(char* out, std::int64_t scaled, int decimal_places) {
  if (scaled < 0)
    *out++ = '-';
  const auto magnitude = std::abs(scaled);
  const auto power = powers_of_ten[static_cast<std::size_t>(decimal_places)];
  out = std::to_chars(out, out + 20, magnitude / power).ptr;
  auto fraction = magnitude % power;
  if (fraction == 0)
    return out;
  int places = decimal_places;
  for (; fraction % 10 == 0; --places)
    fraction /= 10;
  *out++ = '.';
  for (int i = places - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + fraction % 10);
    fraction /= 10;
  }
  return out + places;
}

class Writer {
public:
  Writer(std::string& out, int decimal_places)
      : m_out(out), m_decimal_places(decimal_places),
        m_scale(static_cast<double>(powers_of_ten[static_cast<std::size_t>(decimal_places)])) {}

  void geometry(GeometryView g) {
    if (g.empty())
      m_out += "null";
    else if (all_of_one_type(g))
      homogeneous(g);
    else
      collection(g);
  }

  void number(double value) {
    std::array<char, 48> buffer{};
    char* end = write_scaled(buffer.data(), std::llround(value * m_scale), m_decimal_places);
    m_out.append(std::string_view(buffer.data(), end));
  }

private:
  static bool all_of_one_type(GeometryView g) {
    for (std::uint32_t p = 1; p < g.part_count(); ++p)
      if (g.part(p).type() != g.part(0).type())
        return false;
    return true;
  }

  void collection(GeometryView g) {
    m_out += R"({"type":"GeometryCollection","geometries":[)";
    for (std::uint32_t p = 0; p < g.part_count(); ++p) {
      if (p > 0)
        m_out += ',';
      homogeneous({*g.arrays, g.first_part + p, g.first_part + p + 1});
    }
    m_out += "]}";
  }

  void homogeneous(GeometryView g) {
    constexpr std::array<std::string_view, 3> names = {"Point", "LineString", "Polygon"};
    const bool is_multi = g.part_count() > 1;
    m_out += is_multi ? R"({"type":"Multi)" : R"({"type":")";
    m_out += names[static_cast<std::size_t>(g.part(0).type())];
    m_out += R"(","coordinates":)";
    if (is_multi)
      m_out += '[';
    for (std::uint32_t p = 0; p < g.part_count(); ++p) {
      if (p > 0)
        m_out += ',';
      part(g.part(p));
    }
    m_out += is_multi ? "]}" : "}";
  }

  void part(PartView p) {
    if (p.type() == PartType::point)
      return position(p.ring(0)[0]);
    if (p.type() == PartType::line)
      return positions(p.ring(0));
    m_out += '[';
    for (std::uint32_t r = 0; r < p.ring_count(); ++r) {
      if (r > 0)
        m_out += ',';
      positions(p.ring(r));
    }
    m_out += ']';
  }

  void positions(std::span<const LonLat> points) {
    m_out += '[';
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (i > 0)
        m_out += ',';
      position(points[i]);
    }
    m_out += ']';
  }

  void position(LonLat p) {
    std::array<char, 96> buffer{};
    char* end = buffer.data();
    *end++ = '[';
    end = write_scaled(end, std::llround(p.lon * m_scale), m_decimal_places);
    *end++ = ',';
    end = write_scaled(end, std::llround(p.lat * m_scale), m_decimal_places);
    *end++ = ']';
    m_out.append(std::string_view(buffer.data(), end));
  }

  std::string& m_out;
  int m_decimal_places;
  double m_scale;
};

} // namespace

void append_geojson(std::string& out, GeometryView geometry, int decimal_places) {
  Writer(out, decimal_places).geometry(geometry);
}

void append_decimal(std::string& out, double value, int decimal_places) {
  Writer(out, decimal_places).number(value);
}

} // namespace geo
