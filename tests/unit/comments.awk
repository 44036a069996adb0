# comments.awk: reads a list of files, and prints each name in a comment that leads nowhere: a file
# (FILE.c, FILE.h ...) that is neither in the list nor included by a source, or, in C, a function()
# that no source calls, defines or declares.

function learn(code, name) { # functions in a piece of code: name(, and (*name)(
    gsub(/\(\*/, "", code)
    gsub(/\) *\(/, "(", code)
    while (match(code, /[A-Za-z_][A-Za-z_0-9]* *\(/)) {
        name = substr(code, RSTART, RLENGTH - 1)
        code = substr(code, RSTART + RLENGTH)
        sub(/ +$/, "", name)
        functions[name]
    }
}

function note(name) {
    notes++
    said[notes] = name
    where[notes] = file ":" line_number
}

function note_functions(text) {
    while (match(text, /[A-Za-z_][A-Za-z_0-9]*\(\)/)) {
        note(substr(text, RSTART, RLENGTH))
        text = substr(text, RSTART + RLENGTH)
    }
}

function note_files(text, name) {
    while (match(text, /[A-Za-z0-9_.\/-]*[A-Za-z0-9_]\.(c|h|sh|md|cmake)($|[^A-Za-z0-9_])/)) {
        name = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        sub(/[^A-Za-z0-9_]$/, "", name)
        note(name)
    }
}

function read_comment(text) {
    note_functions(text)
    note_files(text)
}

# Code, comments, strings and characters of one line; the rest of it, which is of another kind.
function read_piece(line, end, quote) {
    if (inside) {
        end = index(line, "*/")
        read_comment(end > 0 ? substr(line, 1, end - 1) : line)
        inside = end == 0
        return inside ? "" : substr(line, end + 2)
    }
    if (!match(line, /\/\*|["\047]/)) {
        learn(line)
        return ""
    }
    learn(substr(line, 1, RSTART - 1))
    line = substr(line, RSTART)
    quote = substr(line, 1, 1)
    if (quote == "/") {
        inside = 1
        return substr(line, 3)
    }
    if (quote == "\"")
        match(line, /^"([^"\\]|\\.)*"/)
    else
        match(line, /^\047([^\047\\]|\\.)*\047/)
    return substr(line, RLENGTH > 0 ? RLENGTH + 1 : 2)
}

function read_c(rest) {
    inside = line_number = 0
    while ((getline rest <file) > 0) {
        line_number++
        if (rest ~ /^ *# *include *</) {
            gsub(/.*<|>.*/, "", rest)
            paths = paths rest " "
        }
        while (rest != "")
            rest = read_piece(rest)
    }
    close(file)
}

function read_script(line) {
    line_number = 0
    while ((getline line <file) > 0) {
        line_number++
        if (line ~ /^ *#/)
            note_files(line)
    }
    close(file)
}

function is_there(name) { # as a path or the end of one; words in capitals stand for any name
    if (name ~ /\(\)$/)
        return substr(name, 1, length(name) - 2) in functions
    gsub(/[.]/, "[.]", name)
    gsub(/[A-Z][A-Z]+/, "[^/ ]*", name)
    return match(paths, "[ /]" name " ")
}

BEGIN {
    paths = " "
    # Of systems, of other languages.
    split("accept4 pipe2 clearenv getline use_env toString getMessage", foreign)
    for (i in foreign)
        functions[foreign[i]]
}

{
    file = $0
    paths = paths file " "
}
/\.[ch]$/ { read_c() }
/\.(sh|awk|cmake)$|CMakeLists\.txt$|(^|\/)(run|launch)$/ { read_script() }

END {
    for (i = 1; i <= notes; i++)
        if (!is_there(said[i]))
            print where[i] ": the comment names " said[i] ", which is not there"
}
