// styles: how kinds of layers look, as data; knows no layer.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace styles {

/// How the features of one layer look: entries picked by the value of one attribute. The format is
/// told in docs/styles.md. Checked when loaded; a value, safe to read from many threads.
struct Style {
  std::string file;     ///< "hazard.json", or the path it was read from
  std::string property; ///< the role whose attribute picks the entry ("severity"); empty: none
  std::string json;     ///< the whole style, without comments
};

/// Loads one of the styles that are part of the program ("hazard": styles/hazard.json), or, when
/// the name ends with ".json", the file at that path (relative to the working directory). Throws
/// invalid_input for an unknown name, not_found for a file that is not there, and invalid_input for
/// the first thing wrong in the file: `style my.json: "entries" 2: "light": "fill" is "#12345"; it
/// must be a colour #rrggbb`.
Style load_style(std::string_view name);

/// Checks and returns a style from its text (JSON with comments). `file` is named in messages.
Style parse_style(std::string file, std::string_view text);

/// Whether a style's name is the path of a file of the user's own.
bool is_path(std::string_view name);

/// One of the values that a layer which is computed tells its features apart by.
struct StyleClass {
  std::string value;                        ///< "lost", "band-1"
  std::map<std::string, std::string> title; ///< by language tag: at least "vi" and "en"
};

/// The style with an entry for each class and no others, in the order of the classes, picked by the
/// role "class". A class looks as the entry with its value does, or like "other". Of "band-1",
/// "band-2" ... each looks different: where they are more than the style has entries of that name
/// (of any, when it has none), their colours lie between those of the entries, in order.
Style with_classes(const Style& style, std::span<const StyleClass> classes);

/// What a legend says about the layer itself.
struct LegendRequest {
  std::string layer; ///< id
  std::string kind;
  std::map<std::string, std::string> titles; ///< by language tag
  std::map<std::string, std::string> fields; ///< role -> attribute
  /// Of the style's role: what entries name -> values of the attribute that mean it too.
  std::map<std::string, std::vector<std::string>> values;
  std::string constant; ///< of the style's role, where all features have one value; else empty
  std::vector<std::string> geometry_types; ///< present in the layer: "point", "line", "polygon"
};

/// The answer of GET /legend/{id}: the style with its roles resolved to the layer's attributes.
/// Values that mean what an entry names stand beside its own. Where all features have one value,
/// its entry is `other`, and there are no entries.
///   {"layer","kind","titles","geometry_types","property","name_property","entries","other"[,"label"]}
/// `property` is the attribute that picks an entry; null, and no entries, when the layer has none.
/// `name_property` is the attribute with a feature's name, or null.
std::string legend_json(const Style& style, const LegendRequest& request);

} // namespace styles
