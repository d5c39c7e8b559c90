#pragma once

#include <string>
#include <string_view>

namespace geo {

/// The text with every secret of a connection in it as "***": what is called password, token, key
/// of an API or the like (`password=…`, `"token": "…"`, `<UserPwd>…</UserPwd>`, `Bearer …`), and
/// the user of a URL (`https://user:…@host`) or of Oracle. Where a value ends follows from what
/// stands before its name: libpq's are parted by blanks, a URL's by `&`, ODBC's by `;`, MySQL's by
/// `,`; quotes, braces and backslashes count. In doubt more is hidden.
std::string without_secrets(std::string_view text);

} // namespace geo
