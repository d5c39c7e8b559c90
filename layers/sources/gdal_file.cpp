#include "layers/sources/gdal_file.hpp"

#include <memory>

#include <cpl_vsi.h>

#include "geo/error.hpp"
#include "geo/released_by.hpp"

namespace layers {

std::string gdal_file(const std::string& source) {
  GByte* bytes = nullptr;
  vsi_l_offset size = 0;
  const bool is_read =
      VSIIngestFile(nullptr, source.c_str(), &bytes, &size, -1) != 0; // one byte more: a zero
  const std::unique_ptr<GByte, geo::ReleasedBy<&VSIFree>> owned(bytes);
  if (!is_read)
    geo::fail(geo::ErrorKind::not_found, "{}: no such file; check \"source\"", source);
  return {reinterpret_cast<const char*>(bytes), size};
}

} // namespace layers
