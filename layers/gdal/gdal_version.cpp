#include "layers/gdal/gdal_version.hpp"

#include <gdal.h>

namespace layers {

geo::LibraryVersion gdal_version() {
  return {"GDAL", ::GDALVersionInfo("RELEASE_NAME")};
}

} // namespace layers
