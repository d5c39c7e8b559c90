#include "layers/sources/coordinate_columns.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <iterator>
#include <span>
#include <utility>

#include <fmt/ranges.h>

#include "geo/error.hpp"
#include "geo/number_text.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/list_text.hpp"
#include "layers/text/plain_text.hpp"

namespace layers {

namespace {

using Form = CoordinateColumns::Form;

using AxisWords = std::pair<std::string_view, std::string_view>;

/// Words for the two axes, the surest pairs first; folded, without blanks.
constexpr std::array<AxisWords, 11> degree_words{{
    {"longitude", "latitude"},
    {"lon", "lat"},
    {"lng", "lat"},
    {"long", "lat"},
    {"longitud", "latitud"},
    {"longitudine", "latitudine"},
    {"kinhdo", "vido"},
    {"долгота", "широта"},
    {"dolgota", "shirota"},
    {"langengrad", "breitengrad"},
    {"laengengrad", "breitengrad"},
}};

/// Those that may also mean something else: "Länge" is a length too.
constexpr std::array<AxisWords, 5> other_words{{
    {"lange", "breite"},
    {"laenge", "breite"},
    {"x", "y"},
    {"easting", "northing"},
    {"rechtswert", "hochwert"},
}};

/// What may stand beside an axis in a column's name and says nothing of its own.
constexpr std::array<std::string_view, 16> decorations{
    "gps",        "wgs", "84", "geo", "coord",  "coords",  "coordinate", "coordinates",
    "koordinate", "pos", "dd", "deg", "degree", "degrees", "decimal",    "point"};

constexpr std::array<std::pair<std::string_view, Form>, 26> one_column_names{{
    {"wkt", Form::geometry},          {"geom", Form::geometry},
    {"geometry", Form::geometry},     {"the_geom", Form::geometry},
    {"wkb_geometry", Form::geometry}, {"geo_shape", Form::geometry},
    {"lat_lon", Form::lat_lon},       {"latlon", Form::lat_lon},
    {"lat_lng", Form::lat_lon},       {"latlng", Form::lat_lon},
    {"lat_long", Form::lat_lon},      {"latitude_longitude", Form::lat_lon},
    {"geo_point_2_d", Form::lat_lon}, {"geo_point", Form::lat_lon},
    {"lon_lat", Form::lon_lat},       {"lonlat", Form::lon_lat},
    {"lng_lat", Form::lon_lat},       {"longitude_latitude", Form::lon_lat},
    {"vi_do_kinh_do", Form::lat_lon}, {"широта_долгота", Form::lat_lon},
    {"coordinates", Form::lat_lon},   {"coords", Form::lat_lon},
    {"gps", Form::lat_lon},           {"toa_do", Form::lat_lon},
    {"koordinaten", Form::lat_lon},   {"координаты", Form::lat_lon},
}};

/// "GPS Kinh độ" -> "kinhdo"; "start_lat" stays "startlat", so that it finds no partner by chance.
std::string axis_of(const std::string& column) {
  std::string axis;
  std::string all;
  for (const auto& word : words_of(column)) {
    all += word;
    if (std::ranges::find(decorations, word) == decorations.end())
      axis += word;
  }
  return axis.empty() ? all : axis;
}

std::optional<std::size_t> place_of(const std::vector<std::string>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

/// The column that is called one of the axis' words and nothing else wins over decorated ones.
std::optional<std::size_t> axis_place(const std::vector<std::string>& plain,
                                      const std::vector<std::string>& axes, std::string_view word) {
  const auto exact = place_of(plain, word);
  return exact ? exact : place_of(axes, word);
}

std::string joined_words(const std::string& column) {
  return fmt::format("{}", fmt::join(words_of(column), ""));
}

template <typename Convert>
std::vector<std::string> each(const std::vector<std::string>& columns, Convert convert) {
  std::vector<std::string> converted;
  std::ranges::transform(columns, std::back_inserter(converted), convert);
  return converted;
}

std::optional<CoordinateColumns> two_columns(const std::vector<std::string>& columns,
                                             std::span<const AxisWords> words) {
  const auto plain = each(columns, joined_words);
  const auto axes = each(columns, axis_of);
  for (const auto& [x_word, y_word] : words) {
    const auto x = axis_place(plain, axes, x_word);
    const auto y = axis_place(plain, axes, y_word);
    if (x && y)
      return CoordinateColumns{Form::two_columns, *x, *y};
  }
  return std::nullopt;
}

/// "station_lon" and "station_lat": the same words beside the axes.
std::optional<CoordinateColumns> two_columns_alike(const std::vector<std::string>& columns) {
  const auto plain = each(columns, joined_words);
  for (const auto& [x_word, y_word] : degree_words) {
    for (std::size_t x = 0; x < plain.size(); ++x) {
      const auto at = plain[x].find(x_word);
      if (at == std::string::npos)
        continue;
      auto partner = plain[x];
      partner.replace(at, x_word.size(), y_word);
      if (const auto y = place_of(plain, partner))
        return CoordinateColumns{Form::two_columns, x, *y};
    }
  }
  return std::nullopt;
}

std::optional<CoordinateColumns> one_column(const std::vector<std::string>& columns) {
  const auto names = each(columns, [](const std::string& name) { return snake_name(name); });
  for (const auto& [name, form] : one_column_names) {
    if (const auto place = place_of(names, name))
      return CoordinateColumns{form, *place, *place};
  }
  return std::nullopt;
}

/// With a point for its decimal comma, and a plain minus.
std::string plain_number(std::string_view text) {
  auto number = plain_text(text);
  const bool has_decimal_comma =
      std::ranges::count(number, ',') == 1 && number.find('.') == std::string::npos;
  if (has_decimal_comma)
    number[number.find(',')] = '.';
  if (number.starts_with('+'))
    number.erase(0, 1);
  return number;
}

/// The numbers in a text of degrees, minutes and seconds, and its other letters in upper case.
struct Angle {
  std::vector<double> numbers;
  std::string letters;
};

Angle angle_in(std::string_view text) {
  constexpr std::string_view of_number = "0123456789.,";
  Angle angle;
  while (!text.empty()) {
    const auto digits = text.substr(0, text.find_first_not_of(of_number));
    if (const auto number = geo::parse_number<double>(plain_number(digits)))
      angle.numbers.push_back(*number);
    else if (text.front() > 0 && text.front() != ' ')
      angle.letters += static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
    text.remove_prefix(std::max<std::size_t>(digits.size(), 1));
  }
  return angle;
}

/// "10°46'12\"N", "N 10 46.2", "106 42 00 E"; a letter or a degree sign must say that it is one.
std::optional<double> angle_degrees(std::string_view text) {
  const auto [numbers, letters] = angle_in(text);
  const auto side = letters.find_first_of("NSEW");
  const bool has_sign = text.find("°") != std::string_view::npos;
  const bool is_negative = letters.starts_with('-');
  const auto known = letters.find_first_not_of("NSEW'\"DM-");
  if (numbers.empty() || numbers.size() > 3 || known != std::string::npos ||
      (side == std::string::npos && !has_sign))
    return std::nullopt;
  if (std::any_of(numbers.begin() + 1, numbers.end(), [](double part) { return part >= 60; }))
    return std::nullopt;
  double degrees = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    degrees += numbers[i] / std::pow(60.0, static_cast<double>(i));
  const bool is_south_or_west =
      side != std::string::npos && (letters[side] == 'S' || letters[side] == 'W');
  return is_negative || is_south_or_west ? -degrees : degrees;
}

} // namespace

std::optional<CoordinateColumns> find_coordinates(const std::vector<std::string>& columns) {
  if (auto found = two_columns(columns, degree_words))
    return found;
  if (auto found = one_column(columns))
    return found;
  if (auto found = two_columns(columns, other_words))
    return found;
  return two_columns_alike(columns);
}

CoordinateColumns named_coordinates(const std::vector<std::string>& names,
                                    const std::vector<std::string>& columns,
                                    const std::string& source) {
  std::vector<std::size_t> places;
  for (const auto& name : names) {
    const auto place = place_of(columns, name);
    if (!place)
      geo::fail(geo::ErrorKind::invalid_input,
                R"({}: has no column "{}"; set "coordinates" to names among {})", source, name,
                list_text(columns));
    places.push_back(*place);
  }
  if (places.size() == 2)
    return {Form::two_columns, places[0], places[1]};
  const auto by_name = one_column({names.front()});
  return {by_name ? by_name->form : Form::lat_lon, places.front(), places.front()};
}

void check_no_columns_named(const LayerConfig& config) {
  if (!config.coordinates.empty())
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: has geometries of its own, so that no column can hold its coordinates; leave "
              "\"coordinates\" of layer \"{}\" out",
              config.source, config.id);
}

std::string coordinate_names() {
  std::vector<std::string> names;
  for (const auto& [x, y] : degree_words)
    names.push_back(fmt::format("{}/{}", x, y));
  return fmt::format("{}, x/y", fmt::join(names, ", "));
}

std::optional<double> coordinate_in(std::string_view text) {
  text = without_blanks(text);
  if (const auto number = geo::parse_number<double>(plain_number(text)))
    return number;
  return angle_degrees(text);
}

std::optional<geo::LonLat> pair_in(std::string_view text) {
  text = without_blanks(text);
  if (text.starts_with('(') || text.starts_with('[')) {
    text.remove_prefix(1);
    text.remove_suffix(text.empty() ? 0 : 1);
  }
  for (const auto separator : {';', ',', ' '}) {
    const auto at = text.find(separator);
    if (at == std::string_view::npos)
      continue;
    const auto first = coordinate_in(text.substr(0, at));
    const auto second = coordinate_in(text.substr(at + 1));
    if (first && second)
      return geo::LonLat{*first, *second};
  }
  return std::nullopt;
}

void check_not_swapped(const std::vector<geo::LonLat>& points, const std::string& x_name,
                       const std::string& y_name, const std::string& source) {
  const auto is_degrees_if_swapped = [](geo::LonLat p) {
    return std::abs(p.lon) <= 90 && std::abs(p.lat) <= 180;
  };
  const auto is_no_latitude = [](geo::LonLat p) { return std::abs(p.lat) > 90; };
  const auto found = std::ranges::find_if(points, is_no_latitude);
  const auto count = static_cast<std::size_t>(std::ranges::count_if(points, is_no_latitude));
  if (2 * count > points.size() && std::ranges::all_of(points, is_degrees_if_swapped))
    geo::fail(geo::ErrorKind::invalid_input,
              R"({}: longitude and latitude seem to have changed places ("{}" is {}); set )"
              R"("coordinates" to ["{}", "{}"] if so, or "crs" if they are not degrees)",
              source, y_name, found->lat, y_name, x_name);
}

} // namespace layers
