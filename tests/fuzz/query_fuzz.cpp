// The input is a request target. What decode_target() makes of it holds nothing harmful and says
// the same when it is written again; the readers of query_params.hpp return what is legal or throw
// invalid_input.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "check.hpp"
#include "geo/error.hpp"
#include "server/http/query_params.hpp"

namespace {

using server::Request;

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += fmt::format("%{:02x}", static_cast<unsigned char>(c));
  return out;
}

std::string encoded(const Request& request) {
  std::string out;
  for (const auto& segment : request.segments)
    out += "/" + percent_encoded(segment);
  out += "/?";
  for (const auto& [key, value] : request.query)
    out += percent_encoded(key) + "=" + percent_encoded(value) + "&";
  return out;
}

void check_round_trip(const Request& request) {
  Request again;
  check(server::decode_target(encoded(request), again), "what was decoded can be encoded");
  check(again.segments == request.segments, "a path comes back");
  check(again.query == request.query, "a query comes back, in order");
}

bool has_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

void check_decoded(const Request& request) {
  for (const auto& segment : request.segments) {
    check(!has_nul(segment), "no NUL in a path");
    for (const std::string_view climbing : {"../", "..\\", "./", ".\\"})
      check(!segment.starts_with(climbing), "a path does not climb");
    check(segment != "." && segment != "..", "a path does not climb");
  }
  for (const auto& [key, value] : request.query)
    check(!has_nul(key) && !has_nul(value), "no NUL in a query");
}

/// Calls a reader, which may only throw invalid_input.
template <typename Read>
void read(Read reader) {
  try {
    reader();
  } catch (const geo::Error& error) {
    check(error.kind() == geo::ErrorKind::invalid_input, "only invalid_input is thrown");
    const std::string_view text(error.what());
    const bool is_hidden =
        text.find("***") != text.npos; // also in "parameter", when a secret says so
    check(text.starts_with("parameter ") || is_hidden, "an error names a parameter");
  }
}

void check_boxes(const std::vector<geo::Box>& boxes) {
  check(boxes.size() <= 2, "at most two boxes");
  for (const auto& box : boxes) {
    check(box.west >= -180 && box.west <= box.east && box.east <= 180, "longitudes in range");
    check(box.south <= box.north && std::isfinite(box.south) && std::isfinite(box.north),
          "latitudes are finite and in order");
  }
}

void check_readers(const Request& request) {
  const auto count = [&](std::string_view name) {
    return std::ranges::count(request.query, name, [](const auto& pair) { return pair.first; });
  };
  read([&] { check_boxes(server::query_bbox(request)); });
  read([&] { check(server::query_integer(request, "limit", 1, 7) >= 1, "limit is legal"); });
  read([&] { check(server::query_integer(request, "offset", 0, 0) >= 0, "offset is legal"); });
  read([&] {
    check(server::query_text(request, "bbox").has_value() == (count("bbox") == 1),
          "a text is there when it is given once");
  });
  read([&] {
    server::allow_only(request, {"bbox", "limit", "offset"});
    check(count("bbox") + count("limit") + count("offset") ==
              static_cast<std::ptrdiff_t>(request.query.size()),
          "only known parameters are let through");
  });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view target(reinterpret_cast<const char*>(data), size);
  Request request;
  request.method = "GET";
  if (!server::decode_target(target, request))
    return 0;
  check_decoded(request);
  check_round_trip(request);
  check_readers(request);
  return 0;
}
