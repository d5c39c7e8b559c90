#include "server/gzip.hpp"

#include <memory>

#include <libdeflate.h>

#include "geo/error.hpp"
#include "geo/released_by.hpp"

namespace server {

namespace {
using Compressor =
    std::unique_ptr<libdeflate_compressor, geo::ReleasedBy<&libdeflate_free_compressor>>;
}

std::string gzip(std::string_view text) {
  constexpr int level = 4; // of 12: half the time of 6 for 3 % more bytes of GeoJSON
  thread_local const Compressor compressor(libdeflate_alloc_compressor(level));
  if (!compressor)
    geo::fail(geo::ErrorKind::unavailable, "gzip: out of memory");
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), text.size()), '\0');
  out.resize(
      libdeflate_gzip_compress(compressor.get(), text.data(), text.size(), out.data(), out.size()));
  return out;
}

} // namespace server
