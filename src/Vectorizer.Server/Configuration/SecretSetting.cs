namespace Vectorizer.Server.Configuration;

/// <summary>A setting that holds a secret, or the path of a file that does. Its value is in no message.</summary>
internal static class SecretSetting
{
    /// <summary>Reads a setting of which one of two forms must be set.</summary>
    /// <param name="key">Key of the setting; that of the file has <c>_file</c> behind it.</param>
    /// <param name="value">The secret, or null.</param>
    /// <param name="file">Path of a file that holds it and nothing else, or null. A line break at its end does not count.</param>
    /// <param name="neededBy">The setting that needs it, for the message.</param>
    /// <exception cref="StartupException">None or both are set, or the file cannot be read.</exception>
    public static string Require(string key, string? value, string? file, string neededBy)
    {
        bool hasValue = !string.IsNullOrWhiteSpace(value);
        bool hasFile = !string.IsNullOrWhiteSpace(file);
        if (hasValue == hasFile)
        {
            throw new StartupException(hasValue
                ? $"{key} and {key}_file are both set; set one of them."
                : $"{neededBy} needs {key}, or {key}_file with the path of a file that holds it.");
        }

        return hasValue ? value! : ReadFile($"{key}_file", file!);
    }

    private static string ReadFile(string key, string path)
    {
        try
        {
            string secret = File.ReadAllText(path).TrimEnd('\r', '\n');
            return !string.IsNullOrWhiteSpace(secret) ? secret : throw new StartupException($"{key} is '{path}', which is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{key} is '{path}', which cannot be read: {exception.Message}");
        }
    }
}
