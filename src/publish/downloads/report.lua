-- Reads a report as HTML, writes it to report.docx, and as Typst to standard output.
-- A Typst file shows each figure as SVG, as wide as the page.
local document = pandoc.read(io.read("a"), "html")
local word <close> = assert(io.open("report.docx", "wb"))
word:write(pandoc.write(document, "docx", { reference_doc = arg[1] }))
io.write(pandoc.write(document:walk {
  Image = function(image)
    image.src = image.src:gsub("%.png$", ".svg")
    image.attributes.width = "100%"
    return image
  end,
}, "typst"))
