# For the installer on Windows: puts the folder of this file on the user's PATH, or takes it off. Variables in it stay as they are.
param([ValidateSet('add', 'remove')] [string] $action)

$key = [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Environment', $true)
$path = [string] $key.GetValue('Path', '', 'DoNotExpandEnvironmentNames')
$folders = @($path.Split(';') | Where-Object { $_ -ne '' -and $_ -ne $PSScriptRoot })
if ($action -eq 'add') { $folders += $PSScriptRoot }
$key.SetValue('Path', ($folders -join ';'), 'ExpandString')
# this has Windows tell running programs that the variables have changed
[Environment]::SetEnvironmentVariable('JIRA_TOKEN_INSTALLED', $null, 'User')
