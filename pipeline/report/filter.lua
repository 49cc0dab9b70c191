-- From the classes of our templates to what each format calls them. A story cannot give a class.
-- FORMAT is the format; the pictures of a Word document lie beside this file (see maak.lua).

local CITED = { nadruk = pandoc.Emph, sterk = pandoc.Strong }

-- Class -> style of templates/stijl.docx.
local STYLES = {
  bron = "Bronregel", kenmerk = "Bronregel", noot = "Noot", letop = "Letop",
  inleiding = "Inleiding", verhaal = "Verhaal", tegenverhaal = "Tegenverhaal",
}
local SPAN_STYLES = { voorstel = "Voorstel", bronverwijzing = "Verwijzing", bewijs = "Bewijs" }

-- Class -> function of templates/rapport.typ.
local FUNCTIONS = {
  bron = "bron", kenmerk = "kenmerk", noot = "noot", letop = "letop", inleiding = "inleiding",
  verhaal = "verhaal", tegenverhaal = "tegenverhaal", register = "register",
  tabelblok = "tabelblok",
}
local SPAN_FUNCTIONS = { voorstel = "voorstel", bronverwijzing = "verwijzing", bewijs = "bewijs" }

-- What is smaller than this stays together on a page.
local SHORT_STORY, SHORT_TABLE, SHORT_WORDS, WIDE_TABLE = 900, 16, 1200, 9

local FIGURES = { grafiek = true, plaatje = true, geluid = true }

local tables, figures = 0, 0

local function named(element, names)
  for _, class in ipairs(element.classes) do
    if names[class] then return names[class] end
  end
end

local function wrapped(name, blocks, label)
  local all = pandoc.List({ pandoc.RawBlock("typst", "#" .. name .. "[") })
  all:extend(blocks)
  all:insert(pandoc.RawBlock("typst", "]" .. (label or "")))
  return all
end

-- Pandoc gives a style to paragraphs only, so bare text (in a cell or a list) becomes one.
local function in_style(div, style)
  div = div:walk({ Plain = function(plain) return pandoc.Para(plain.content) end })
  div.attributes["custom-style"] = style
  return div
end

local function span_of(span)
  local make = named(span, CITED)
  if make then return make(span.content) end
  if FORMAT == "docx" then
    span.attributes["custom-style"] = named(span, SPAN_STYLES)
  elseif FORMAT == "typst" then
    local name = named(span, SPAN_FUNCTIONS)
    if name then
      span.content:insert(1, pandoc.RawInline("typst", "#" .. name .. "["))
      span.content:insert(pandoc.RawInline("typst", "]"))
    end
  end
  return span
end

local function size(div)
  local rows, columns = 0, 0
  div:walk({
    Table = function(tbl)
      columns = #tbl.colspecs
      for _, body in ipairs(tbl.bodies) do rows = rows + #body.body end
    end,
  })
  local short = rows <= SHORT_TABLE and #pandoc.utils.stringify(div) < SHORT_WORDS
  return short, columns >= WIDE_TABLE or div.classes:includes("breed")
end

local function quoted(text)
  return '"' .. text:gsub('[\\"]', "\\%0") .. '"'
end

local function picture(name)
  local file = assert(io.open(name, "rb"))
  local data = file:read("a")
  file:close()
  pandoc.mediabag.insert(name, nil, data)
  return name
end

local function numbered(blocks, word, number)
  local mark = pandoc.Span({ pandoc.Str(word .. " " .. number .. ".") }, { class = "nummer" })
  local inlines = pandoc.List({ mark, pandoc.Space() })
  if #blocks > 0 then inlines:extend(blocks[1].content) end
  return pandoc.List({ pandoc.Plain(inlines) })
end

-- A chart or a picture, with a text for who does not see it, and a caption with a number.
local function figure_of(div)
  local kind = div.classes[1]
  local form = div.attributes["vorm"] or (FORMAT == "docx" and "png" or "svg")
  local name, alt, caption = div.identifier, pandoc.List(), pandoc.List()
  for _, block in ipairs(div.content) do
    if block.t == "Div" and block.classes:includes("alt") then
      alt = pandoc.utils.blocks_to_inlines(block.content)
    else
      caption:insert(block)
    end
  end
  if kind == "geluid" and FORMAT ~= "html" then
    local words = pandoc.Inlines("Geluid, te horen in de webpagina: ")
    words:extend(alt)
    return pandoc.Para(words)
  end
  if FORMAT == "typst" then
    local text = quoted(pandoc.utils.stringify(alt))
    local start = "#figure(kind: image, plaat(" .. quoted(name .. "." .. form) .. ", " .. text .. "), caption: ["
    local all = pandoc.List({ pandoc.RawBlock("typst", start) })
    all:extend(caption)
    all:insert(pandoc.RawBlock("typst", "]) <" .. name .. ">"))
    return all
  end
  local source = FORMAT == "docx" and picture(name .. "." .. form) or "plaat:" .. name
  figures = figures + 1
  local long = FORMAT == "html" and numbered(caption, "Figuur", figures) or caption
  local image = pandoc.Image(alt, source)
  return pandoc.Figure({ pandoc.Plain({ image }) }, { long = long }, pandoc.Attr(name, { kind }))
end

local function div_of(div)
  if named(div, FIGURES) then return figure_of(div) end
  if FORMAT == "docx" then
    local style = named(div, STYLES)
    return style and in_style(div, style)
  elseif FORMAT == "typst" then
    local name = named(div, FUNCTIONS)
    if not name then return nil end
    if name:match("verhaal$") and #pandoc.utils.stringify(div) < SHORT_STORY then
      name = name .. "(bijeen: true)"
    end
    if name == "tabelblok" then
      local short, wide = size(div)
      name = name .. "(bijeen: " .. tostring(short) .. ", breed: " .. tostring(wide) .. ")"
    end
    return wrapped(name, div.content, div.identifier ~= "" and " <" .. div.identifier .. ">" or "")
  elseif div.classes:includes("tabelblok") and select(2, size(div)) then
    if not div.classes:includes("breed") then div.classes:insert("breed") end
    return div
  end
end

-- A header cell says what it is the header of; numbers stand right by a class, since the page
-- allows no style of its own to an element.
local function scoped(tbl)
  local function mark(cell, column, scope)
    local right = tbl.colspecs[column][1] == "AlignRight"
    cell.attr = pandoc.Attr("", right and { "rechts" } or {}, scope and { { "scope", scope } } or {})
  end
  for _, row in ipairs(tbl.head.rows) do
    for column, cell in ipairs(row.cells) do mark(cell, column, "col") end
  end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      for column, cell in ipairs(row.cells) do mark(cell, column, column == 1 and "row") end
    end
  end
  for column in ipairs(tbl.colspecs) do tbl.colspecs[column] = { "AlignDefault", nil } end
end

-- On paper a part with the class `blad` begins on a new page.
local function header_of(header)
  if FORMAT == "typst" and header.classes:includes("blad") then
    return { pandoc.RawBlock("typst", "#pagebreak(weak: true)"), header }
  end
end

-- In HTML a table says its number and can be scrolled sideways, also by keyboard.
local function on_screen(tbl)
  scoped(tbl)
  local caption = pandoc.utils.stringify(tbl.caption.long)
  tables = tables + 1
  tbl.caption.long = numbered(tbl.caption.long, "Tabel", tables)
  -- In pairs: the keys of a Lua table come in another order every time.
  return pandoc.Div({ tbl }, pandoc.Attr("", { "tabel" }, {
    { "tabindex", "0" }, { "role", "region" }, { "aria-label", "Tabel " .. tables .. ": " .. caption },
  }))
end

local function table_of(tbl)
  for _, body in ipairs(tbl.bodies) do body.row_head_columns = 1 end
  if FORMAT == "html" then return on_screen(tbl) end
  return tbl
end

-- Pandoc leaves signs alone that begin something in typst at the start of a cell, such as `+`.
-- Most words hold no such sign, and what is left as it is costs least.
local function literal(str)
  local text = str.text
  if not text:find("^[%a\128-\255][%w\128-\255]*[,;:.!?]?$") then
    return pandoc.RawInline("typst", (text:gsub("%p", "\\%0")))
  end
end

-- Every picture is one of ours: what a template asks for beside them is not fetched.
local function words_of(image) return image.caption end

-- A page leads to the other documents beside it; on paper their names say enough.
local function link_of(link)
  local name, place = link.target:match("^([^#]*)%.stuk(.*)$")
  if not name then return nil end
  if FORMAT ~= "html" then return link.content end
  link.target = name .. ".html" .. place
  return link
end

-- Paper leaves out what is for the screen only, and the links that lead there.
local function on_paper(doc)
  if FORMAT == "html" then return nil end
  local gone = {}
  local function forget(element)
    if element.identifier ~= "" then gone["#" .. element.identifier] = true end
  end
  doc = doc:walk({
    Div = function(div)
      if not div.classes:includes("alleen-scherm") then return nil end
      div:walk({ Span = forget, Header = forget, Div = forget })
      return {}
    end,
  })
  if not next(gone) then return doc end
  return doc:walk({ Link = function(link) return gone[link.target] and link.content or nil end })
end

return {
  { Pandoc = on_paper },
  {
    Header = header_of, Span = span_of, Div = div_of, Table = table_of, Link = link_of,
    Image = words_of,
  },
  FORMAT == "typst" and { Str = literal } or nil,
}
