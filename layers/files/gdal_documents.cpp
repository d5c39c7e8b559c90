#include "layers/files/gdal_documents.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include <cpl_string.h>

#include "geo/error.hpp"
#include "geo/time_limit.hpp"
#include "layers/files/gdal_archive.hpp"
#include "layers/files/gdal_bytes.hpp"
#include "layers/files/gdal_members.hpp"
#include "layers/files/xml_size.hpp"
#include "layers/gdal/gdal_dataset.hpp"
#include "layers/text/text_decoder.hpp"

namespace layers {

namespace {

using geo::ErrorKind;

constexpr std::size_t most_depth = 1'000;
constexpr std::size_t longest_text = 100'000'000; // a ring of five million vertices

/// Some of GDAL's drivers read it whole to see whether it is theirs.
bool may_be_xml(const std::string& path) {
  constexpr std::size_t enough_bytes = 256;
  const auto head = first_bytes_of(path, enough_bytes);
  const auto text = without_mark(head);
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '<';
}

/// What GDAL's rows and cells, or KML's tree, take at least.
std::uint64_t bytes_in_memory(const XmlSize& size) {
  constexpr std::uint64_t element_bytes = 32;
  constexpr std::uint64_t row_bytes = 200;
  return element_bytes * size.elements + row_bytes * size.rows;
}

void check_xml(const XmlSize& size, const LayerConfig& config) {
  if (size.most_depth > most_depth)
    geo::fail(ErrorKind::too_large,
              "{}: elements within one another, more than {} deep; check the "
              "file",
              config.source, most_depth);
  if (size.longest_text > longest_text)
    geo::fail(ErrorKind::too_large,
              "{}: an element with a text of more than {} bytes; check the "
              "file",
              config.source, longest_text);
  if (size.names > most_attributes)
    geo::fail(ErrorKind::too_large,
              "{}: more than {} names of elements and attributes; leave some "
              "out",
              config.source, most_attributes);
}

/// Reads documents, as GDAL would.
class DocumentMeter {
public:
  DocumentMeter(const LayerConfig& config, bool is_packed)
      : m_config(config), m_is_packed(is_packed) {}

  void add(const std::string& document) {
    const auto file = open_vsi_file(document);
    XmlMeter xml;
    std::size_t read = file ? m_block.size() : 0;
    while (read == m_block.size()) {
      read = VSIFReadL(m_block.data(), 1, m_block.size(), file.get());
      m_bytes += read;
      xml.read({m_block.data(), read});
      check(xml.size());
    }
    m_bytes_in_memory += bytes_in_memory(xml.size());
  }

private:
  void check(const XmlSize& xml) const {
    check_xml(xml, m_config);
    geo::check_time();
    const auto most = m_config.reading.bytes;
    if (m_is_packed)
      check_bytes(std::max(m_bytes, m_bytes_in_memory + bytes_in_memory(xml)), most,
                  m_config.source);
  }

  const LayerConfig& m_config;
  bool m_is_packed;
  std::vector<char> m_block = std::vector<char>(1UL << 18);
  std::uint64_t m_bytes = 0;
  std::uint64_t m_bytes_in_memory = 0; ///< of finished documents
};

void check_zip(const LayerConfig& config, const std::string& path) {
  const auto folder = "/vsizip/{" + path + "}";
  const CPLStringList members(VSIReadDirRecursive(folder.c_str()));
  DocumentMeter meter(config, true);
  for (int i = 0; i < members.size(); ++i)
    meter.add(folder + "/" + members[i]);
}

} // namespace

void check_document(const LayerConfig& config) {
  const GdalMessages messages;
  const auto path = gdal_path(config.source);
  const auto members = zip_members(path);
  if (members > most_members)
    geo::fail(ErrorKind::too_large, "{}: made of {} files, more than {}; export it again",
              config.source, members, most_members);
  if (members > 0)
    check_zip(config, path);
  else if (may_be_xml(path))
    DocumentMeter(config, false).add(path);
}

} // namespace layers
