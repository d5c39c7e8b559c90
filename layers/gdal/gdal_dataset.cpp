#include "layers/gdal/gdal_dataset.hpp"

#include <algorithm>
#include <mutex>
#include <new>
#include <string_view>

#include "geo/error.hpp"

namespace layers {

namespace {

std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace(line, '\n', ' ');
  while (line.ends_with(' ') || line.ends_with('.'))
    line.pop_back();
  return line;
}

/// GDAL ends the process after a fatal message, which is one of memory that it cannot do without.
void throw_if_fatal(CPLErr level) {
  if (level == CE_Fatal)
    throw std::bad_alloc();
}

/// Where no GdalMessages listen.
void CPL_STDCALL print(CPLErr level, CPLErrorNum code, const char* message) {
  throw_if_fatal(level);
  CPLDefaultErrorHandler(level, code, message);
}

} // namespace

void GdalMessages::collect(CPLErr level, CPLErrorNum /*code*/, const char* message) {
  throw_if_fatal(level);
  auto* self = static_cast<GdalMessages*>(CPLGetErrorHandlerUserData());
  try {
    const bool is_of_all = std::string_view(message).starts_with("XML parsing");
    if (level == CE_Failure && (self->m_failure.empty() || is_of_all))
      self->m_failure = one_line(message);
    else if (level == CE_Warning)
      self->m_warning = one_line(message);
    if (level == CE_Warning && self->m_warning.ends_with("Skipping to next feature"))
      ++self->m_skipped;
  } catch (const std::bad_alloc&) {
    self->m_failure = "out of memory"; // short enough to need none
  }
}

void GdalMessages::clear() {
  m_failure.clear();
  m_warning.clear();
  m_skipped = 0;
}

void close_dataset(GDALDataset* dataset) {
  GDALClose(dataset);
}

void close_vsi_file(VSILFILE* file) {
  VSIFCloseL(file);
}

VsiFile open_vsi_file(const std::string& gdal_path) {
  register_drivers();
  return VsiFile(VSIFOpenL(gdal_path.c_str(), "rb"));
}

namespace {

/// A variable of the environment says it, too.
void set_unless_said(const char* option, const char* value) {
  if (CPLGetConfigOption(option, nullptr) == nullptr)
    CPLSetConfigOption(option, value);
}

} // namespace

void register_drivers() {
  static std::once_flag registered;
  std::call_once(registered, [] {
    CPLSetConfigOption("CPL_VSIL_GZIP_WRITE_PROPERTIES", "NO"); // beside the user's file
    CPLSetConfigOption("GML_SKIP_CORRUPTED_FEATURES", "YES");   // GdalMessages counts them
    set_unless_said("GDAL_CACHEMAX", "64"); // MB; what is read once needs no share of all memory
    set_unless_said("GDAL_HTTP_CONNECTTIMEOUT", "10");
    set_unless_said("GDAL_HTTP_LOW_SPEED_TIME", "60"); // who sends nothing for so long
    set_unless_said("GDAL_HTTP_LOW_SPEED_LIMIT", "1");
    CPLSetErrorHandler(&print);
    GDALAllRegister();
  });
}

GDALDriver& writing_driver(const char* name) {
  register_drivers();
  auto* driver = GetGDALDriverManager()->GetDriverByName(name);
  if (!driver)
    geo::fail(geo::ErrorKind::internal, "GDAL has no driver {}", name);
  return *driver;
}

std::string driver_name(GDALDataset& dataset) {
  const auto* driver = dataset.GetDriver();
  return driver ? driver->GetDescription() : "";
}

} // namespace layers
