using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Payloads;

namespace Vectorizer.Engine.Tests.Payloads;

/// <summary>What becomes of payloads, by examples; <see cref="PayloadEditorModelTests"/> has the rest.</summary>
public sealed class PayloadEditorTests
{
    private readonly PayloadEditor _editor = new();

    [Theory]

    // Members take the place of those of the same name; others stay, with the bytes they were sent with.
    [InlineData("""{"a":1,"b":2}""", """{"b":3,"c":4}""", null, """{"a":1,"b":3,"c":4}""")]
    [InlineData("""{ "a" : 1.50, "b" : [ 1, 2 ] }""", """{"c":1e5}""", null, """{"a":1.50,"b":[ 1, 2 ],"c":1e5}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":{"y":2}}""", null, """{"a":{"y":2}}""")]
    [InlineData("", """{"a":null}""", null, """{"a":null}""")]
    [InlineData("{}", "{}", null, "{}")]

    // Two spellings of a name are the same name.
    [InlineData("""{"\u0061":1}""", """{"a":2}""", null, """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"\u0061":2}""", null, """{"\u0061":2}""")]

    // A path leads to an inner object, which is created where nothing is.
    [InlineData("""{"a":{"x":1}}""", """{"y":2}""", "a", """{"a":{"x":1,"y":2}}""")]
    [InlineData("""{"n":0}""", """{"y":2}""", "a.b", """{"n":0,"a":{"b":{"y":2}}}""")]
    [InlineData("", """{"y":2}""", "a", """{"a":{"y":2}}""")]
    [InlineData("""{"a":null}""", """{"y":2}""", "a.b", """{"a":{"b":{"y":2}}}""")]
    [InlineData("""{"a":5}""", """{"y":2}""", "a", """{"a":{"y":2}}""")]
    [InlineData("{}", """{"y":2}""", "\"a.b\"", """{"a.b":{"y":2}}""")]
    [InlineData("{}", """{"y":2}""", "\"a\\\"b\"", """{"a\"b":{"y":2}}""")]

    // Arrays: a name leads into the objects among the elements, brackets to elements; nothing makes an array.
    [InlineData("""{"a":[{"x":1},7,{"b":{}}]}""", """{"y":2}""", "a.b", """{"a":[{"x":1,"b":{"y":2}},7,{"b":{"y":2}}]}""")]
    [InlineData("""{"a":[{"x":1},7]}""", """{"y":2}""", "a[]", """{"a":[{"x":1,"y":2},{"y":2}]}""")]
    [InlineData("""{"a":[{"x":1},{"x":2}]}""", """{"y":2}""", "a[1]", """{"a":[{"x":1},{"x":2,"y":2}]}""")]
    [InlineData("""{"a":[{"x":1}]}""", """{"y":2}""", "a[3]", """{"a":[{"x":1}]}""")]
    [InlineData("""{"a":1}""", """{"y":2}""", "a[]", """{"a":1}""")]
    [InlineData("{}", """{"y":2}""", "a[].b", "{}")]
    public void Members_are_put_where_the_path_leads(string payload, string patch, string? path, string expected)
        => Assert.Equal(expected, Merge(payload, path, patch));

    [Theory]
    [InlineData("""{"a":1,"b":2,"c":3}""", "b", """{"a":1,"c":3}""")]
    [InlineData("""{"a":1}""", "a", "{}")]
    [InlineData("""{"a":1}""", "b.c[].d", """{"a":1}""")]
    [InlineData("""{"a":{"b":1,"c":2}}""", "a.b", """{"a":{"c":2}}""")]
    [InlineData("""{"a":[{"b":1,"c":2},3,[{"b":4}]]}""", "a.b", """{"a":[{"c":2},3,[{}]]}""")]
    [InlineData("""{"a":[{"b":1},{"b":2}]}""", "a[].b", """{"a":[{},{}]}""")]
    [InlineData("""{"a":[1,2,3]}""", "a[1]", """{"a":[1,3]}""")]
    [InlineData("""{"a":[1,2,3]}""", "a[]", """{"a":[]}""")]
    [InlineData("""{"\u0061":1,"b":2}""", "a", """{"b":2}""")]
    [InlineData("", "a", "{}")]
    public void What_the_path_leads_to_is_removed(string payload, string path, string expected)
        => Assert.Equal(expected, Text(_editor.Remove(Bytes(payload), PayloadPath.Parse(path))));

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":1}{}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("nothing")]
    public void A_payload_that_is_no_object_is_refused(string payload)
    {
        Assert.Throws<FormatException>(() => Merge(payload, null, """{"z":1}"""));
        Assert.Throws<FormatException>(() => Merge(payload, "a.b", """{"z":1}"""));
        Assert.Throws<FormatException>(() => _editor.Remove(Bytes(payload), PayloadPath.Parse("z")).Length);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{} 1")]
    public void A_patch_that_is_no_object_is_refused(string patch)
        => Assert.Throws<FormatException>(() => new PayloadPatch(Bytes(patch)));

    [Theory]
    [InlineData("{}", null, """{"a":1}""", 1)]
    [InlineData("{}", null, """{"a":[{}]}""", 3)]
    [InlineData("{}", "x.y", """{"a":1}""", 3)]
    [InlineData("""{"x":[[{}]]}""", "x.y", """{"a":1}""", 5)]
    [InlineData("""{"x":{"y":{"z":[]}}}""", "x.y", """{"a":1}""", 3)]
    [InlineData("""{"x":1}""", "x[]", """{"a":1}""", 0)]
    public void The_depth_of_what_was_put_there_is_told(string payload, string? path, string patch, int expected)
    {
        Merge(payload, path, patch);

        Assert.Equal(expected, _editor.MergedDepth);
    }

    private string Merge(string payload, string? path, string patch)
        => Text(_editor.Merge(Bytes(payload), path is null ? null : PayloadPath.Parse(path), new PayloadPatch(Bytes(patch))));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
