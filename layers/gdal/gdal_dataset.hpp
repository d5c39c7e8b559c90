// layers/gdal: handles and messages of GDAL, for readers and writers; knows no layer.
#pragma once

#include <memory>
#include <string>

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include "geo/released_by.hpp"

namespace layers {

/// What GDAL says on this thread while the object lives; nothing of it reaches stderr. Where GDAL
/// would end the process, because it has no memory, its call throws std::bad_alloc.
class GdalMessages {
public:
  GdalMessages() = default;
  GdalMessages(const GdalMessages&) = delete;
  GdalMessages& operator=(const GdalMessages&) = delete;
  GdalMessages(GdalMessages&&) = delete;
  GdalMessages& operator=(GdalMessages&&) = delete;
  ~GdalMessages() = default;

  bool failed() const { return !m_failure.empty(); }
  /// The first failure since the last clear(), else the last warning, on one line; may be empty.
  const std::string& reason() const { return failed() ? m_failure : m_warning; }
  /// Features that GML's driver has passed over since then, because it made no geometry of them.
  std::size_t skipped() const { return m_skipped; }
  void clear();

private:
  static void CPL_STDCALL collect(CPLErr level, CPLErrorNum code, const char* message);

  std::string m_failure;
  std::string m_warning;
  std::size_t m_skipped = 0;
  CPLErrorHandlerPusher m_pusher{&GdalMessages::collect, this};
};

void close_dataset(GDALDataset* dataset);
using Dataset = std::unique_ptr<GDALDataset, geo::ReleasedBy<&close_dataset>>;

void close_vsi_file(VSILFILE* file);
using VsiFile = std::unique_ptr<VSILFILE, geo::ReleasedBy<&close_vsi_file>>;

/// To read it; null: it cannot be opened.
VsiFile open_vsi_file(const std::string& gdal_path);

/// Once for the program; whoever asks GDAL for a driver calls it before. Any thread.
void register_drivers();

/// A driver that writes; it belongs to GDAL.
GDALDriver& writing_driver(const char* name);

/// The driver's short name: "GPKG", "ESRI Shapefile", "OSM", ...
std::string driver_name(GDALDataset& dataset);

} // namespace layers
