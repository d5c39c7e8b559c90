#include "layers/sources/gdal_condition.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <cpl_string.h>
#include <ogr_feature.h>

#include "geo/error.hpp"
#include "layers/gdal/gdal_dataset.hpp"

namespace layers {

namespace {

/// OGR's own names for what is no attribute.
constexpr std::array special_fields{"FID", "OGR_GEOMETRY", "OGR_STYLE", "OGR_GEOM_WKT",
                                    "OGR_GEOM_AREA"};

bool is_word_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

/// Everything in the condition that may name an attribute: its words and what is in double quotes.
/// OGR must be told of attributes before it understands them; a keyword among them does no harm.
std::vector<std::string> words_of_condition(std::string_view where) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < where.size();) {
    const char c = where[i];
    auto end = i + 1;
    std::string_view word;
    if (c == '\'' || c == '"') {
      end = std::min(where.find(c, i + 1), where.size());
      word = c == '"' ? where.substr(i + 1, end - i - 1) : "";
      end = std::min(end + 1, where.size());
    } else if (is_word_byte(c)) {
      while (end < where.size() && is_word_byte(where[end]))
        ++end;
      word = where.substr(i, end - i);
    }
    const auto is_same = [&](const auto& other) {
      return EQUAL(std::string(other).c_str(), std::string(word).c_str());
    };
    if (!word.empty() && std::ranges::none_of(words, is_same) &&
        std::ranges::none_of(special_fields, is_same))
      words.emplace_back(word);
    i = end;
  }
  return words;
}

} // namespace

struct TextCondition::Query {
  OGRFeatureDefn definition{"tags"};
  OGRFeatureQuery query;
  std::unique_ptr<OGRFeature> feature;
  std::vector<std::string> names;
  std::vector<int> fields; ///< by name
};

TextCondition::TextCondition(const std::string& where, const std::string& source)
    : m_query(std::make_unique<Query>()) {
  const GdalMessages messages;
  auto& definition = m_query->definition;
  definition.Reference(); // features release theirs: this one stays
  for (const auto& word : words_of_condition(where)) {
    OGRFieldDefn field(word.c_str(), OFTString);
    definition.AddFieldDefn(&field);
  }
  if (m_query->query.Compile(&definition, where.c_str()) != OGRERR_NONE)
    geo::fail(geo::ErrorKind::invalid_input, "{}: condition \"where\" {} is wrong: {}", source,
              where, messages.reason());
  const CPLStringList used(m_query->query.GetUsedFields());
  for (int i = 0; i < used.Count(); ++i)
    if (const int field = definition.GetFieldIndex(used[i]); field >= 0) {
      m_query->names.emplace_back(used[i]);
      m_query->fields.push_back(field);
    }
  m_query->feature = std::make_unique<OGRFeature>(&definition);
}

TextCondition::~TextCondition() = default;
TextCondition::TextCondition(TextCondition&&) noexcept = default;
TextCondition& TextCondition::operator=(TextCondition&&) noexcept = default;

const std::vector<std::string>& TextCondition::names() const {
  return m_query->names;
}

bool TextCondition::holds(std::span<const char* const> texts) const {
  auto& feature = *m_query->feature;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i])
      feature.SetField(m_query->fields[i], texts[i]);
    else
      feature.SetFieldNull(m_query->fields[i]);
  }
  return m_query->query.Evaluate(&feature) != 0;
}

} // namespace layers
