#include "layers/files/xml_size.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <new>
#include <set>
#include <string>

#include <expat.h>

#include "geo/released_by.hpp"

namespace layers {

namespace {

/// Behind the prefix of its namespace.
std::string_view local_name(std::string_view name) {
  return name.substr(name.find(':') + 1);
}

} // namespace

struct XmlMeter::Parser {
  std::unique_ptr<XML_ParserStruct, geo::ReleasedBy<&XML_ParserFree>> expat{
      XML_ParserCreate(nullptr)};
  XmlSize size;
  std::set<std::string, std::less<>> names;
  std::size_t depth = 0;
  std::size_t text = 0; ///< bytes behind the last tag
  bool is_read_on = true;
  bool is_out_of_memory = false;

  void begin(std::string_view name, const XML_Char** attributes) {
    ++size.elements;
    text = 0;
    size.rows += local_name(name).ends_with("row") ? 1 : 0;
    size.most_depth = std::max(size.most_depth, ++depth);
    note(name);
    for (; *attributes; attributes += 2)
      if (std::strcmp(attributes[0], "name") == 0)
        note(attributes[1]);
  }

  void note(std::string_view name) {
    if (names.find(name) == names.end())
      names.emplace(name);
    size.names = names.size();
  }

  static void XMLCALL on_begin(void* user, const XML_Char* name, const XML_Char** attributes) {
    auto& self = *static_cast<Parser*>(user);
    try {
      self.begin(name, attributes);
    } catch (const std::bad_alloc&) { // expat is written in C
      self.is_out_of_memory = true;
      XML_StopParser(self.expat.get(), XML_FALSE);
    }
  }

  static void XMLCALL on_end(void* user, const XML_Char* /*name*/) {
    auto& self = *static_cast<Parser*>(user);
    --self.depth;
    self.text = 0;
  }

  static void XMLCALL on_text(void* user, const XML_Char* /*text*/, int bytes) {
    auto& self = *static_cast<Parser*>(user);
    self.text += static_cast<std::size_t>(bytes);
    self.size.longest_text = std::max(self.size.longest_text, self.text);
  }
};

XmlMeter::XmlMeter() : m_parser(std::make_unique<Parser>()) {
  XML_SetUserData(m_parser->expat.get(), m_parser.get());
  XML_SetElementHandler(m_parser->expat.get(), &Parser::on_begin, &Parser::on_end);
  XML_SetCharacterDataHandler(m_parser->expat.get(), &Parser::on_text);
}

XmlMeter::~XmlMeter() = default;

void XmlMeter::read(std::string_view bytes) {
  auto& parser = *m_parser;
  parser.is_read_on =
      parser.is_read_on && XML_Parse(parser.expat.get(), bytes.data(),
                                     static_cast<int>(bytes.size()), XML_FALSE) == XML_STATUS_OK;
  if (parser.is_out_of_memory)
    throw std::bad_alloc();
}

const XmlSize& XmlMeter::size() const {
  return m_parser->size;
}

} // namespace layers
