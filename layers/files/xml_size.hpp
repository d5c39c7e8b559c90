#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace layers {

/// What a document of XML is made of, as far as it decides what reading it takes.
struct XmlSize {
  std::uint64_t elements = 0;
  std::uint64_t rows = 0; ///< elements called row, in whatever namespace: of a workbook's sheets
  std::size_t names = 0;  ///< different names of elements, and of attributes `name` in them
  std::size_t most_depth = 0;   ///< elements within one another
  std::size_t longest_text = 0; ///< between two tags, in bytes
};

/// Measures a document piece by piece. Belongs to one thread.
class XmlMeter {
public:
  XmlMeter();
  ~XmlMeter();
  XmlMeter(const XmlMeter&) = delete;
  XmlMeter& operator=(const XmlMeter&) = delete;
  XmlMeter(XmlMeter&&) = delete;
  XmlMeter& operator=(XmlMeter&&) = delete;

  /// Looks no further than where the document is no XML.
  void read(std::string_view bytes);
  const XmlSize& size() const;

private:
  struct Parser;
  std::unique_ptr<Parser> m_parser;
};

} // namespace layers
