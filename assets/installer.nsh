; electron-builder includes this file: `jira-token` comes onto the user's PATH, and leaves it with the app.
!define CHANGE_PATH 'powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "$INSTDIR\resources\cli\path.ps1"'

!macro customInstall
  nsExec::Exec '${CHANGE_PATH} add'
  Pop $0
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    nsExec::Exec '${CHANGE_PATH} remove'
    Pop $0
  ${endIf}
!macroend
